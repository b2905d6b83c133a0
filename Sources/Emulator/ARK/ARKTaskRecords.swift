import InferenceKit
import Synchronization

/// What the API knows of its tasks besides their progress: when they were created, what was made, and which were deleted.
final class ARKTaskRecords: Sendable {
    /// A task.
    struct Record: Sendable {
        /// The identifier.
        var id: String
        /// When it was created.
        var created: UTCTime
        /// What was made, once it is.
        var made: ARKVideoMaker.Made?
        /// The name under which the last frame is served.
        var lastFrameName: String?
        /// Whether the client deleted it.
        var isDeleted = false
        /// Whether the client canceled it while it was queued.
        var isCanceled = false
    }

    private let records = Mutex((all: [String: Record](), order: [String]()))

    /// Adds a task.
    func add(_ id: String, at time: UTCTime) {
        records.withLock { records in
            records.all[id] = Record(id: id, created: time)
            records.order.append(id)
        }
    }

    /// Changes a task.
    func change(_ id: String, _ change: (inout Record) -> Void) {
        records.withLock { records in
            if var record = records.all[id] {
                change(&record)
                records.all[id] = record
            }
        }
    }

    /// A task that was not deleted.
    subscript(id: String) -> Record? {
        records.withLock { $0.all[id] }.flatMap { $0.isDeleted ? nil : $0 }
    }

    /// All tasks that were not deleted, the newest first.
    var all: [Record] {
        records.withLock { records in records.order.reversed().compactMap { records.all[$0] } }.filter { !$0.isDeleted }
    }

    /// All tasks, deleted ones included: they were charged.
    var everyTask: [Record] { records.withLock { records in records.order.compactMap { records.all[$0] } } }

    /// Makes an identifier: `cgt-20261130061500-k3x9q`.
    static func newID(at time: UTCTime) -> String {
        "cgt-\(time.iso8601Basic.filter(\.isNumber))-\(Identifiers.random(digits: 5))"
    }
}
