/// The actions of the API, all of version 2024-06-06.
enum VisionAction: String, Sendable {
    /// Does something while the caller waits.
    case process = "CVProcess"
    /// Starts a task; costs money.
    case submitTask = "CVSubmitTask"
    /// Returns the state of a task.
    case getResult = "CVGetResult"
    /// Ends a task.
    case cancelTask = "CVCancelTask"

    /// Whether sending it twice does no harm.
    var isRepeatable: Bool { self != .submitTask }

    /// The longest time for one exchange.
    ///
    /// A detection usually takes about four seconds.
    var timeout: Duration {
        switch self {
        case .process: .seconds(120)
        case .submitTask: .seconds(60)
        case .getResult: .seconds(30)
        case .cancelTask: .seconds(15)
        }
    }
}
