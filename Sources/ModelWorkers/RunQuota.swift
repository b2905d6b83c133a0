internal import Glibc
package import InferenceKit
package import WorkerProtocol

/// How much a model may make the runner record, show and store in one run, so that neither the store nor the disk fills up.
package struct RunQuota: Sendable {
    /// What to do with a message of the worker.
    package enum Verdict: Sendable, Hashable {
        /// It counts.
        case pass
        /// It is ignored.
        case drop
        /// It is ignored, and so are all that follow of its kind, which the user should know.
        case warn(String)
        /// The run ends: it cannot continue without what was sent.
        case exceeded(String)
    }

    /// The most of each; far more than a film of an hour takes.
    package struct Limits: Sendable, Hashable {
        /// How many steps begin.
        package var steps = 10_000
        /// The bytes of what is recorded: steps with their results, tasks, which versions of files arrive, and the outputs.
        package var recordedBytes = 32 << 20
        /// The bytes of log lines and warnings.
        package var logBytes = 4 << 20
        /// How many progress updates are passed on at once, and again each second.
        package var updates = 20.0
        /// The bytes on the disk of temporary files and outputs.
        package var fileBytes: Int64 = 32 << 30
        /// The bytes on the disk of the answers to paid requests.
        package var answerBytes: Int64 = 1 << 30
        /// How many temporary files.
        package var files = 100_000
        /// How many threads; a machine with many processors has many that wait for work.
        package var threads = max(512, 4 * sysconf(Int32(_SC_NPROCESSORS_ONLN)))

        /// The usual limits.
        package init() {}
    }

    let limits: Limits
    private var steps = 0
    private var recordedBytes = 0
    private var logBytes = 0
    private var updates: Double
    private var latest = Duration.zero

    /// Starts with nothing.
    package init(_ limits: Limits = Limits()) {
        self.limits = limits
        updates = limits.updates
    }

    /// Counts a message.
    ///
    /// The outcome of a paid step always counts: it says what was paid for.
    ///
    /// - Parameters:
    ///   - event: The message.
    ///   - moment: When it arrived, on any clock.
    /// - Returns: What to do with it.
    package mutating func take(_ event: WorkerEvent, at moment: Duration) -> Verdict {
        switch event {
        case .progress: takeUpdate(at: moment) ? .pass : .drop
        case .log(_, let text), .warning(_, let text): takeLog(text.utf8.count)
        case .step(_, _, let record): take(record)
        case .task(_, let id): take(bytes: id.utf8.count)
        case .downloading(_, let part):
            take(bytes: [part.output, part.path, part.entityTag].reduce(0) { $0 + $1.utf8.count })
        case .request(let request): take(bytes: request.url.utf8.count)
        case .usage: take(bytes: MemoryLayout<ServiceUsage>.size)
        case .finished(_, let output): take(bytes: JSONValue.object(output).text.utf8.count)
        case .ready, .described, .checked, .found, .unusable, .failed: .pass
        }
    }

    private mutating func takeUpdate(at moment: Duration) -> Bool {
        let seconds = (moment - latest) / .seconds(1)
        latest = moment
        updates = min(limits.updates, updates + max(0, seconds) * limits.updates)
        guard updates >= 1 else { return false }
        updates -= 1
        return true
    }

    private mutating func takeLog(_ bytes: Int) -> Verdict {
        let isFirst = logBytes <= limits.logBytes
        logBytes = logBytes > limits.logBytes ? logBytes : logBytes + bytes
        if logBytes <= limits.logBytes { return .pass }
        guard isFirst else { return .drop }
        return .warn("the model has logged more than \(limits.logBytes >> 20) MB; the rest is left out")
    }

    private mutating func take(_ record: StepRecord) -> Verdict {
        if record.phase == .began { steps += 1 }
        guard steps <= limits.steps else {
            return .exceeded("the model has begun more than \(limits.steps) steps")
        }
        let hosts = record.linkedHosts?.reduce(0) { $0 + $1.utf8.count } ?? 0
        let verdict = take(bytes: record.name.utf8.count + (record.result?.text.utf8.count ?? 0) + hosts)
        return record.paid && record.phase != .began ? .pass : verdict
    }

    /// Each record also takes some bytes beside its text.
    private static let overhead = 100

    private mutating func take(bytes: Int) -> Verdict {
        recordedBytes += min(bytes, limits.recordedBytes) + Self.overhead
        guard recordedBytes > limits.recordedBytes else { return .pass }
        return .exceeded("the model has recorded more than \(limits.recordedBytes >> 20) MB")
    }
}

extension PredictionError {
    /// A model has used more than one run may.
    ///
    /// - Parameter reason: What it has done.
    /// - Returns: The error that ends its run.
    package static func quota(_ reason: String) -> PredictionError {
        PredictionError(
            .modelFailed,
            "\(reason), and was stopped",
            help: "keep what steps return small, and write large results to files"
        )
    }
}
