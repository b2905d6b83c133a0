package import InferenceKit

/// What happens to a run that a queue has accepted.
package enum RunEvent: Sendable, Hashable {
    /// It is driven from now on, for the first time or again.
    case started
    /// What it is doing now.
    case progress(ProgressUpdate)
    /// A line of its log.
    case log(String)
    /// It has ended, and the record says how.
    case ended

    /// About how many bytes it takes in memory.
    var sizeBytes: Int {
        switch self {
        case .log(let text): text.utf8.count + 64
        case .progress(let update): update.step.utf8.count + 96
        case .started, .ended: 64
        }
    }
}

/// Hears of what happens to the runs of a queue.
package protocol RunObserver: Sendable {
    /// A run has been accepted; called before its sender gets an answer.
    func accepted(_ run: RunNews) async
    /// Something has happened to a run; must return soon.
    func happened(_ event: RunEvent, to run: RunNews)
    /// A run has ended; called before those who wait for its end get an answer.
    func ended(_ run: RunNews) async
    /// Something keeps the queue from working as it should.
    func warned(_ text: String)
}
