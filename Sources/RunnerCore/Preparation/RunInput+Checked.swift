internal import ErrorReporting
internal import Hashing
internal import InferenceKit
internal import ModelInputs
internal import ModelOutputs
internal import RunStore

extension RunInput {
    /// Describes inputs for the record, with the SHA-256 of every local file.
    ///
    /// - Parameters:
    ///   - given: The inputs as the user gave them.
    ///   - checked: The inputs as the model gets them.
    ///   - memory: Knows files that were hashed before; `nil` for none.
    /// - Throws: ``RunnerError`` with `invalid-input` when a file can no longer be read.
    init(_ given: GivenInputs, _ checked: CheckedInputs, _ memory: PreparationMemory? = nil) throws {
        var files: [RunFile] = []
        for file in checked.files {
            guard let path = file.path else { continue }
            do {
                let digest = try memory?.digest(ofFileAt: path) ?? SHA256.digest(ofFileAt: path).hex
                files.append(RunFile(name: file.name, path: path, sizeBytes: file.sizeBytes ?? 0, sha256: digest))
            } catch {
                throw RunnerError(
                    .invalidInput,
                    "input '\(file.name)': \(error)",
                    help: "check the file, then try again"
                )
            }
        }
        self.init(
            given: given.values.mapValues(\.recorded),
            checked: checked.values,
            files: files,
            fingerprint: try RunKeys.fingerprint(checked, files)
        )
    }

    /// Requires that another process can read the inputs.
    ///
    /// - Throws: ``RunnerError`` with `invalid-input` for one that came as data.
    func checkKept() throws(RunnerError) {
        guard let file = files.first(where: { given.isNotKept($0.name) }) else { return }
        throw RunnerError(
            .invalidInput,
            "the input '\(file.name)' was passed as data, as on standard input, so another process could not read it",
            help: "write it to a file first, or set RUNNER_FILES to a store of files that all processes share"
        )
    }

    /// Checks that files which were there when the run was recorded still exist.
    ///
    /// - Throws: ``RunnerError`` with `invalid-input`.
    func checkFilesExist() throws(RunnerError) {
        for file in files where !given.isNotKept(file.name) {
            guard let problem = FileProblem(file.path) else { continue }
            throw RunnerError(
                .invalidInput,
                "the input '\(file.name)' was there when the run was recorded, and is missing now: "
                    + problem.message("the file"),
                help: "nothing was paid; predict again"
            )
        }
    }

    /// Checks that the inputs can still be used, which matters as long as nothing was paid.
    ///
    /// - Parameter mayBePaid: Whether a submission may have been accepted.
    /// - Throws: ``RunnerError`` with `invalid-input` that names the first input that cannot.
    func checkStillThere(mayBePaid: Bool = false) throws(RunnerError) {
        let unusable = { (name: String, reason: String) in
            RunnerError(
                .invalidInput,
                "the run cannot continue: the input '\(name)' \(reason)",
                help: mayBePaid
                    ? "a submission may have been accepted; check the service's usage page before you predict again"
                    : "nothing was paid; predict again"
            )
        }
        for file in files {
            if given.isNotKept(file.name) {
                throw unusable(file.name, "was passed as data, as on standard input, and was not kept")
            }
            if let problem = FileProblem(file.path) {
                throw unusable(file.name, "is missing: \(problem.message("'\(file.path)'"))")
            }
            guard file.isUnchanged else {
                throw unusable(file.name, "has changed: '\(file.path)' has different content")
            }
        }
        guard !isComplete else { return }
        let link =
            checked.keys.sorted().first { name in
                checked[name]?["url"] != nil || checked[name]?.array?.contains { $0["url"] != nil } == true
            } ?? "link"
        throw unusable(link, "is a link with a query, which was not kept since it may be a signature")
    }
}

extension GivenInputs.Value {
    /// The value for the record.
    fileprivate var recorded: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .json(let json): json
        case .path(let path): .string(path)
        case .output(let file): .string(file.reference)
        case .list(let values): .array(values.map(\.recorded))
        // What is not kept does not exist when the run is resumed.
        case .stored(let file): .string(file.given ?? "-")
        case .bytes: "-"
        }
    }
}

extension [String: JSONValue] {
    /// Whether a file came from where it cannot be read again.
    fileprivate func isNotKept(_ file: String) -> Bool {
        let value = self[CheckedInputs.input(ofFile: file)]
        guard let elements = value?.array else { return value == "-" }
        return elements.indices.contains {
            elements[$0] == "-" && CheckedInputs.name(of: CheckedInputs.input(ofFile: file), at: $0) == file
        }
    }
}
