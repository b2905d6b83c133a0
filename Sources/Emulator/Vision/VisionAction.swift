/// The actions of the service that the emulator answers.
enum VisionAction: String, Sendable, CaseIterable {
    /// Detects subjects and answers at once.
    case process = "CVProcess"
    /// Starts a video.
    case submitTask = "CVSubmitTask"
    /// Asks how a video is coming along.
    case getResult = "CVGetResult"
    /// Stops a video.
    case cancelTask = "CVCancelTask"

    /// The only version of these actions.
    static let version = "2024-06-06"
}
