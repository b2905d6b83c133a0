internal import BatchFiles
internal import FoundationEssentials
internal import Media
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply
internal import RunnerCore

/// Makes the request for the prediction of each row.
struct RowRequests: Sendable {
    let batch: BatchRequest
    let model: ModelDirectory
    let mapping: RowMapping
    /// The names of the output files; `nil` for a model without any.
    let template: OutputTemplate?

    /// Decides what the rows of a file mean.
    ///
    /// - Parameters:
    ///   - batch: What was asked for.
    ///   - model: The model.
    ///   - home: The user's home directory.
    /// - Throws: `RunnerError` with `usage` for a template that cannot be used; `RowFindings` for columns that cannot.
    init(_ batch: BatchRequest, _ model: ModelDirectory, home: String?) throws {
        self.batch = batch
        self.model = model
        let file = batch.file
        let outputs = model.manifest.outputs.filter(\.type.isFile)
        if let text = batch.template ?? Self.usualTemplate(file, outputs) {
            template = try OutputTemplate(text, columns: file.columns)
        } else {
            template = nil
        }
        mapping = try RowMapping(batch, model.manifest, used: template?.columns ?? [], home: home)
    }

    private static func usualTemplate(_ file: RowFile, _ outputs: [OutputDeclaration]) -> String? {
        guard !outputs.isEmpty else { return nil }
        let word = file.format == .files ? "{id}" : "{row}"
        let directory = "\(file.stem.replacing("{", with: "").replacing("}", with: ""))-out"
        if outputs.count > 1 { return "\(directory)/\(word)/" }
        let ending = outputs[0].formats.first.map { ".\($0.fileExtension)" } ?? ""
        return "\(directory)/\(word)\(ending)"
    }

    /// Where the output of a row goes.
    ///
    /// - Parameter index: The number of the row, from 0.
    /// - Returns: The place; `nil` for a model without output files.
    /// - Throws: `RowFinding` when the row cannot name its output.
    func output(_ index: Int) throws(RowFinding) -> String? {
        do throws(OutputTemplate.Refusal) {
            return try template?.path(for: batch.file.row(index))
        } catch {
            throw batch.file.finding(
                row: index,
                column: error.column,
                error.message,
                help: "correct the value, or name outputs with -o 'DIR/{row}'",
                code: "unusable-name"
            )
        }
    }

    /// The request for one row, without what it costs.
    ///
    /// - Parameters:
    ///   - index: The number of the row, from 0.
    ///   - output: Where its output goes.
    /// - Returns: The request.
    func request(_ index: Int, output: String?) -> PredictionRequest {
        let row = batch.file.row(index)
        var request = PredictionRequest(model: .directory(model), inputs: mapping.inputs(of: row))
        request.output = output
        request.replacesOutput = batch.replacesOutput
        request.service = batch.service
        request.cleansUpStaging = batch.cleansUpStaging
        request.checksLinks = batch.checksLinks
        request.timeout = batch.timeout
        request.consent = batch.consent
        return request
    }

    /// The value of the column `id`, by which people know the row.
    func id(_ index: Int) -> String? {
        batch.file.columns.contains("id") ? batch.file.row(index).text(of: "id") : nil
    }
}
