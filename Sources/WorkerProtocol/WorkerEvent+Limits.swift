internal import InferenceKit

extension WorkerEvent {
    /// The most bytes of a text that a run shows or records, such as an error.
    package static let textBytes = 64 << 10
    /// More than any service charges for, and so little that sums of it stay numbers.
    private static let mostUnits = 1 << 40

    /// The message with texts of a length that can be read and stored, and numbers that can be added up.
    ///
    /// The kit sends no others. A model can write messages itself.
    package var limited: WorkerEvent {
        switch self {
        case .ready, .described, .checked, .found, .request, .finished: return self
        case .unusable(let error): return .unusable(error.limited)
        case .progress(let run, var update):
            update.step = update.step.limited
            return .progress(run: run, update)
        case .warning(let run, let text): return .warning(run: run, text: text.limited)
        case .log(let run, let text): return .log(run: run, text: text.limited)
        case .task(let run, let id): return .task(run: run, id: id.limited)
        case .usage(let run, let usage):
            let limit = { (count: Int?) in count.map { min(max(0, $0), Self.mostUnits) } }
            return .usage(run: run, ServiceUsage(tokens: limit(usage.tokens), images: limit(usage.images)))
        case .downloading(let run, var part):
            part.totalBytes = max(0, part.totalBytes)
            return .downloading(run: run, part)
        case .step(let number, let run, var record):
            record.error = record.error?.limited
            return .step(number: number, run: run, record: record)
        case .failed(let run, let error): return .failed(run: run, error: error.limited)
        }
    }
}

extension PredictionError {
    /// The error with texts of a length that can be read and stored.
    var limited: PredictionError {
        var error = self
        if !code.isName { error.code = .modelFailed }
        error.message = message.limited
        error.help = help?.limited
        error.taskID = taskID?.limited
        error.vendor?.code = vendor?.code?.limited
        error.vendor?.message = vendor?.message?.limited
        error.vendor?.requestID = vendor?.requestID?.limited
        return error
    }
}

extension PredictionError.Code {
    /// Whether it is a name as the kit's are, such as `task-failed`; anything else counts as `model-failed`.
    fileprivate var isName: Bool {
        (1...64).contains(rawValue.utf8.count) && rawValue.utf8.first != UInt8(ascii: "-")
            && rawValue.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

extension String {
    /// The beginning of a text that is too long to be read, with an ellipsis.
    ///
    /// It counts bytes, since a single character can have any number of them.
    package var limited: String {
        guard utf8.count > WorkerEvent.textBytes else { return self }
        return String(decoding: utf8.prefix(WorkerEvent.textBytes), as: UTF8.self) + "…"
    }
}
