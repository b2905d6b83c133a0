internal import FoundationEssentials
internal import ModelSupply
internal import RunStore
internal import RunnerCore

/// A run that waits for its turn, or is being driven.
struct QueueEntry: Sendable {
    /// How the run is driven.
    enum Work: Sendable {
        /// A new run, as it was prepared; with its lease when it was not given back.
        case prepared(PreparedRun, RunLease?)
        /// A run of an earlier process, or one that was interrupted.
        case recorded
        /// A run that was claimed, with its model on this machine.
        case claimed(RunLease, ModelDirectory)
        /// A run of unknown outcome, of which the model may find out more.
        case doubtful(ModelDirectory)
        /// A run of unknown outcome, whose caller wants the paid step to be sent again.
        case resubmitted(Resubmission, Admission)
    }

    /// Which run.
    let news: RunNews
    /// The service that its model calls.
    let service: String?
    /// When it is canceled unless it has ended.
    let deadline: Date?
    /// How it is driven.
    var work: Work
    /// How often it was interrupted.
    var interruptions = 0
    /// How often the run itself was the cause.
    var faults = 0
    /// What happens to it.
    let history: RunHistory
    /// Lets others end it.
    let stop = StopSignal()

    /// The run.
    var id: RunID { news.run }
    /// Whose line it waits in.
    var line: String { news.caller ?? "" }
}
