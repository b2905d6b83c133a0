/// What a model gets for one run: ways to report, places to write to, and a time limit.
///
/// A class for the reason given in `docs/architecture.md`, "Memory of waiting runs".
public final class PredictionContext: Sendable {
    /// A directory for temporary files; it is removed after the run.
    public let scratchDirectory: String

    /// When the run must have ended, on the clock of ``Setup/time``.
    public let deadline: Duration

    /// A name of the run that no other run has, the same in every part of the run.
    let runKey: String
    /// The means that the model was set up with.
    let setup: Setup
    /// Gives local files a URL.
    let staging: any Staging
    /// Reports to the runner.
    let channel: any RunChannel
    /// The states of the run's steps.
    let ledger: StepLedger
    private let outputPaths: [String: String]
    let partialDownloads: [PartialDownload]

    /// Creates a context.
    ///
    /// - Parameters:
    ///   - scratchDirectory: A directory for temporary files.
    ///   - deadline: When the run must have ended, on the clock of `setup`.
    ///   - outputPaths: Where to write each output file, by its name in the manifest.
    ///   - setup: The means that the model was set up with.
    ///   - staging: Gives local files a URL.
    ///   - channel: Reports to the runner.
    ///   - recordedSteps: The records of earlier parts of the run, in their order.
    ///   - partialDownloads: Output files of which an earlier part of the run has fetched a part.
    ///   - runKey: A name of the run that no other run has.
    package init(
        scratchDirectory: String,
        deadline: Duration,
        outputPaths: [String: String],
        setup: Setup,
        staging: any Staging,
        channel: any RunChannel,
        recordedSteps: [RecordedStep] = [],
        partialDownloads: [PartialDownload] = [],
        runKey: String = "0"
    ) {
        self.runKey = runKey
        self.scratchDirectory = scratchDirectory
        self.deadline = deadline
        self.outputPaths = outputPaths
        self.setup = setup
        self.staging = staging
        self.channel = channel
        ledger = StepLedger(recordedSteps)
        self.partialDownloads = partialDownloads
    }

    /// The time that the run has left; negative after its time limit.
    public var remaining: Duration { deadline - setup.time.uptime }

    /// Shows the user what the run is doing.
    ///
    /// - Parameter step: A few words, such as `in queue`.
    public func progress(_ step: String) { progress(ProgressUpdate(step)) }

    /// Shows the user what the run is doing, and how much of it is done.
    ///
    /// ```swift
    /// context.progress("reading pages", done: 3, total: 10)
    /// context.progress("rendering", done: 0.4, unit: .fraction)
    /// ```
    ///
    /// - Parameters:
    ///   - step: A few words without numbers.
    ///   - done: How much is done.
    ///   - total: The total amount; `nil` when it is not known.
    ///   - unit: What the numbers count.
    public func progress(_ step: String, done: Double, total: Double? = nil, unit: ProgressUpdate.Unit = .none) {
        progress(ProgressUpdate(step, done: done, total: total, unit: unit))
    }

    /// Shows the user what the run is doing.
    ///
    /// - Parameter update: What is being done, and how much of it is done.
    public func progress(_ update: ProgressUpdate) { channel.report(.progress(update)) }

    /// Warns the user about something that is not an error but may be unexpected.
    ///
    /// - Parameter text: One sentence.
    public func warn(_ text: String) { channel.report(.warning(text)) }

    /// Adds a line to the run's log.
    ///
    /// - Parameter text: One line, without secrets.
    public func log(_ text: String) { channel.report(.log(text)) }

    /// Reports the service's id of the work that was started, so that it is never lost.
    ///
    /// - Parameter taskID: The service's id.
    public func started(taskID: String) { channel.report(.task(taskID)) }

    /// The name of one of the files of an output that holds several, for ``path(for:)`` and ``download(_:as:retry:problem:)``.
    ///
    /// - Parameters:
    ///   - output: The name of an output in the manifest.
    ///   - index: The number of the file, from 0.
    /// - Returns: The name of the file; that of the output when it holds one file.
    public func name(of output: String, at index: Int) -> String {
        index == 0 && outputPaths[output] != nil ? output : "\(output)[\(index)]"
    }

    /// Returns where to write an output file.
    ///
    /// - Parameter output: The name of an output that the manifest declares with a file type.
    /// - Returns: A path in an existing directory; the runner checks the file and gives it its final name.
    /// - Throws: ``PredictionError`` when the manifest declares no such output.
    public func path(for output: String) throws -> String {
        if let path = outputPaths[output] { return path }
        let known = outputPaths.keys.sorted().joined(separator: ", ")
        throw PredictionError(
            .modelFailed,
            "the model writes an output '\(output)' that its manifest does not declare as a file",
            help: "declare it under 'outputs' in inf.yml; declared file outputs: \(known.isEmpty ? "none" : known)"
        )
    }
}
