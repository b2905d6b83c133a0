public import InferenceKit

/// A task that the service accepted and charges for.
public struct VisionTask: Sendable, Hashable, Codable {
    /// The service's id; the result can be queried for twelve hours.
    public let id: String

    /// The model that it runs on, which every query about it must name.
    public let reqKey: String

    /// When it was submitted; `nil` when that is not known.
    public let submitted: UTCTime?

    /// The request id of the submission, which the service's support asks for.
    public let requestID: String?

    private enum CodingKeys: String, CodingKey {
        case id = "task_id"
        case reqKey = "req_key"
        case submitted
        case requestID = "request_id"
    }

    /// Creates a task.
    ///
    /// - Parameters:
    ///   - id: The service's id.
    ///   - reqKey: The model that it runs on.
    ///   - submitted: When it was submitted.
    ///   - requestID: The request id of the submission.
    public init(id: String, reqKey: String, submitted: UTCTime? = nil, requestID: String? = nil) {
        self.id = id
        self.reqKey = reqKey
        self.submitted = submitted
        self.requestID = requestID
    }

    /// How long the service keeps the results of tasks.
    static let lifetime: Duration = .seconds(12 * 3_600)

    /// What its errors say.
    var paid: PaidTask { PaidTask(id: id, keptFor: "twelve hours") }
}

/// What a user can do when it is unknown whether a task was accepted.
let unknownOutcomeHelp =
    "nothing was sent again. Check the usage page of the BytePlus console: if it shows no new task, nothing was charged; "
    + "if it does, the service's support can find the video by the time above"
