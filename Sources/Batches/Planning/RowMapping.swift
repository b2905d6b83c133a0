internal import Addresses
internal import BatchFiles
internal import Diagnostics
internal import FoundationEssentials
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest

/// Which column of a file is which input, and how a row becomes inputs.
struct RowMapping: Sendable {
    private let file: RowFile
    private let constants: GivenInputs
    /// The inputs of each column.
    private let inputs: [String: [InputDeclaration]]
    private let home: String?

    /// Decides which column is which input.
    ///
    /// Every column has to be used, so that a misspelled name of an optional input is found.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - manifest: The inputs.
    ///   - used: Columns that name output files.
    ///   - home: The user's home directory.
    /// - Throws: `RowFindings` with every column that cannot be used.
    init(_ request: BatchRequest, _ manifest: Manifest, used: Set<String>, home: String?) throws(RowFindings) {
        let file = request.file
        var findings: [RowFinding] = []
        var inputs: [String: [InputDeclaration]] = [:]
        let names = manifest.inputs.map(\.name)
        for (input, column) in request.columns.sorted(by: { $0.key < $1.key }) {
            if !names.contains(input) {
                findings.append(
                    Self.finding("--map refers to the input '\(input)', which the model does not have", input, names)
                )
            }
            if !file.columns.contains(column) {
                findings.append(
                    Self.finding(
                        "--map refers to the column '\(column)', which the file does not have",
                        column,
                        file.columns
                    )
                )
            }
        }
        for declaration in manifest.inputs {
            let column = request.columns[declaration.name] ?? declaration.name
            guard file.columns.contains(column), !request.ignored.contains(column) || column != declaration.name else {
                continue
            }
            // Names of files are not inputs unless --map says so.
            if file.format == .files, request.columns[declaration.name] == nil { continue }
            inputs[column, default: []].append(declaration)
        }
        if file.format == .files, request.columns.isEmpty {
            let open = manifest.inputs.filter {
                $0.type.isFile && $0.isRequired && request.constants.values[$0.name] == nil
            }
            if open.count == 1, let only = open.first {
                inputs["file"] = [only]
            } else {
                let choices = manifest.inputs.filter(\.type.isFile).map(\.name).joined(separator: ", ")
                findings.append(
                    RowFinding(
                        message: "it is unclear which input the files are for",
                        help: choices.isEmpty
                            ? "the model has no input for files"
                            : "choose one with --map INPUT=file; inputs for files: \(choices)",
                        code: "unknown-column"
                    )
                )
            }
        }
        for column in file.columns where inputs[column] == nil && !used.contains(column) {
            guard !request.ignored.contains(column), column != "id", file.format != .files else { continue }
            let meant =
                nearest(to: column, in: names.filter { inputs[$0] == nil }).map { "did you mean '\($0)'? " } ?? ""
            findings.append(
                RowFinding(
                    line: 1,
                    column: column,
                    message: "the model has no such input",
                    help:
                        "\(meant)use it with --map INPUT=\(column), or exclude it with --ignore \(column); inputs of the model: "
                        + names.joined(separator: ", "),
                    code: "unknown-column"
                )
            )
        }
        for column in request.ignored.sorted() where !file.columns.contains(column) {
            findings.append(
                Self.finding(
                    "--ignore refers to the column '\(column)', which the file does not have",
                    column,
                    file.columns
                )
            )
        }
        guard findings.isEmpty else { throw RowFindings(file: file.name, findings: findings) }
        self.file = file
        constants = request.constants
        self.inputs = inputs
        self.home = home
    }

    private static func finding(_ message: String, _ word: String, _ known: [String]) -> RowFinding {
        let meant = nearest(to: word, in: known).map { "did you mean '\($0)'? " } ?? ""
        return RowFinding(
            message: message,
            help: "\(meant)known: \(known.joined(separator: ", "))",
            code: "unknown-column"
        )
    }

    /// The inputs of a row; those that all rows have in common fill what it leaves open.
    func inputs(of row: BatchRow) -> GivenInputs {
        var given = constants
        var lists: [String: [GivenInputs.Value]] = [:]
        for cell in row.cells {
            for declaration in inputs[cell.column] ?? [] {
                lists[declaration.name, default: []].append(value(cell.value, declaration))
            }
        }
        for (name, values) in lists.sorted(by: { $0.key < $1.key }) {
            given.set(name, values.count == 1 ? values[0] : .list(values))
        }
        return given
    }

    /// The column that a row has an input from; `nil` when it comes from elsewhere or is missing.
    func column(of input: String, in row: BatchRow) -> String? {
        let name = CheckedInputs.input(ofFile: input)
        return row.cells.first { cell in inputs[cell.column]?.contains { $0.name == name } == true }?.column
    }

    private func value(_ value: BatchRow.Cell.Value, _ declaration: InputDeclaration) -> GivenInputs.Value {
        switch value {
        case .text(let text):
            if declaration.type.isFile { return path(text) }
            // A text is the text itself, also one that begins with '@'.
            return declaration.type == .string ? .json(.string(text)) : .text(text)
        case .json(.string(let text)) where declaration.type.isFile: return path(text)
        case .json(.array(let elements)) where declaration.type.isFile:
            return .list(elements.map { $0.string.map(path) ?? .json($0) })
        case .json(let json): return .json(json)
        }
    }

    /// A link or an output of a run as it is, and a path relative to the file.
    private func path(_ text: String) -> GivenInputs.Value {
        if text.contains("://") || text.hasPrefix("data:") || text.hasPrefix("@run:") { return .text(text) }
        let path = text.hasPrefix("@") ? String(text.dropFirst()) : text
        if let inHome = FilePath.inHome(path, home: home) { return .path(inHome) }
        return .path(path.hasPrefix("/") || file.directory.isEmpty ? path : "\(file.directory)/\(path)")
    }
}
