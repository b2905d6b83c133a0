package import BatchFiles
package import ModelInputs
package import RunnerCore
package import Spending

/// What a front end was asked for: a prediction for each row of a file, before anything about it is checked.
package struct BatchRequest: Sendable {
    /// Which model predicts.
    package var model: ModelChoice
    /// The rows.
    package var file: RowFile
    /// The columns of inputs that are not named like them, by input.
    package var columns: [String: String] = [:]
    /// Columns that are not used.
    package var ignored: Set<String> = []
    /// Inputs that all rows have in common; a row's own value comes before it.
    package var constants = GivenInputs()
    /// The names of the output files; `nil` for a directory named after the file.
    package var template: String?
    /// Whether output files that exist may be replaced.
    package var replacesOutput = false
    /// How the model reaches its service.
    package var service = ServiceChoice.service()
    /// Whether what a run uploads is deleted once the run has ended.
    package var cleansUpStaging = false
    /// Whether linked files are checked before anything is charged.
    package var checksLinks = false
    /// Time limit for each run, not counting compilation.
    package var timeout: Duration = .seconds(3_600)
    /// The most that all runs together may cost, in US dollars.
    package var maxCost: Double?
    /// How the caller agrees to pay, once for all rows.
    package var consent = Consent.none
    /// How many rows are run at most; `nil` for all.
    package var limit: Int?
    /// Whether the runs are only recorded, for any process that drives enqueued runs.
    package var isEnqueued = false
    /// Maximum number of concurrent runs.
    package var concurrency = 4
    /// Whether rows run again that have failed or were canceled, or whose output is missing.
    package var retriesFailed = false
    /// A name of the user's for the batch, in place of the path of its file.
    package var name: String?

    /// Asks for a batch with default settings.
    ///
    /// - Parameters:
    ///   - model: Which model predicts.
    ///   - file: The rows.
    package init(model: ModelChoice, file: RowFile) {
        self.model = model
        self.file = file
    }
}
