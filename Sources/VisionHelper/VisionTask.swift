internal import InferenceKit

/// A task that the service accepted and charges for.
public struct VisionTask: Sendable, Hashable, Codable {
    /// The service's name for it; the result can be asked for during twelve hours.
    public let id: String

    /// The model that it runs on, which every question about it has to repeat.
    public let reqKey: String

    /// Names a task.
    ///
    /// - Parameters:
    ///   - id: The service's name for it.
    ///   - reqKey: The model that it runs on.
    public init(id: String, reqKey: String) {
        self.id = id
        self.reqKey = reqKey
    }
}

/// What a user can do when nobody knows whether a task was accepted.
let unknownOutcomeHelp =
    "nothing was sent again. Look at the usage page of the BytePlus console: if it shows no new task, predict again; "
    + "if it does, ask the service's support for the video with the time above"
