/// The actions of the service that the emulator answers.
enum VisionAction: String, Sendable, CaseIterable {
    /// Detects subjects and answers at once.
    case process = "CVProcess"
    /// Starts a video.
    case submitTask = "CVSubmitTask"
    /// Asks for the status of a video.
    case getResult = "CVGetResult"
    /// Cancels a video.
    case cancelTask = "CVCancelTask"

    /// The only version of these actions.
    static let version = "2024-06-06"
}
