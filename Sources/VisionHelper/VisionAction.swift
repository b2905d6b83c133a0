/// What the API can be asked to do, all of version 2024-06-06.
enum VisionAction: String, Sendable {
    /// Does something at once.
    case process = "CVProcess"
    /// Starts a task; costs money.
    case submitTask = "CVSubmitTask"
    /// Asks for a task's state.
    case getResult = "CVGetResult"
    /// Ends a task.
    case cancelTask = "CVCancelTask"

    /// Whether sending it twice does no harm.
    var isRepeatable: Bool { self != .submitTask }

    /// The longest time for one exchange.
    ///
    /// Detection works while the caller waits, about four seconds as a rule.
    var timeout: Duration {
        switch self {
        case .process: .seconds(120)
        case .submitTask: .seconds(60)
        case .getResult: .seconds(30)
        case .cancelTask: .seconds(15)
        }
    }
}
