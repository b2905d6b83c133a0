public import InferenceKit

/// A task that the service accepted, and charges for once it succeeds.
public struct ARKTask: Sendable, Hashable, Codable {
    /// The service's id, such as `cgt-2026…`; the task can be queried for seven days.
    public let id: String

    /// The model that it runs on.
    public let model: String

    /// When it was created; `nil` when that is not known.
    public let submitted: UTCTime?

    /// The request id of the submission, which the service's support asks for.
    public let requestID: String?

    private enum CodingKeys: String, CodingKey {
        case id = "task_id"
        case model
        case submitted
        case requestID = "request_id"
    }

    /// Creates a task.
    ///
    /// - Parameters:
    ///   - id: The service's id.
    ///   - model: The model that it runs on.
    ///   - submitted: When it was created.
    ///   - requestID: The request id of the submission.
    public init(id: String, model: String, submitted: UTCTime? = nil, requestID: String? = nil) {
        self.id = id
        self.model = model
        self.submitted = submitted
        self.requestID = requestID
    }

    /// How long the service keeps tasks, from their creation.
    static let lifetime: Duration = .seconds(7 * 86_400)

    /// What its errors say.
    var paid: PaidTask { PaidTask(id: id, keptFor: "seven days") }

    /// Whether a text can be the id of a task: a word that needs no escape in a URL.
    static func isID(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let character = Character(UnicodeScalar(byte))
                return character.isASCII && (character.isLetter || character.isNumber) || "-_.".contains(character)
            }
    }
}

extension JSONForm {
    /// The model that the request is for.
    var model: String { fields["model"]?.string ?? "" }
}
