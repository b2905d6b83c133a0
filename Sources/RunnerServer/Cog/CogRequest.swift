internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit

/// The body of a request of Cog's HTTP API.
struct CogRequest: Sendable {
    /// The id that the client has chosen.
    var id: String?
    /// The inputs.
    var input: JSONValue
    /// All members.
    var members: [String: JSONValue]

    /// Why a body is no request.
    struct Refused: Error {
        /// The answer.
        let response: Response
    }

    /// Reads a body.
    ///
    /// - Parameter request: The request.
    /// - Throws: ``Refused`` with the answer that Cog gives; ``Problem`` for a body that is too long.
    init(_ request: Request) async throws {
        let value = try await request.withBytes(upTo: Request.maximumJSONBytes) { bytes -> JSONValue? in
            guard !bytes.isEmpty else { return [:] }
            guard request.mediaType == "application/json" || request.mediaType.hasSuffix("+json") else {
                throw Refused(
                    response: CogProblem.text(
                        .unsupportedMediaType,
                        "Expected request with `Content-Type: application/json`"
                    )
                )
            }
            return try await JSONBody.value(bytes)
        }
        guard let value else {
            throw Refused(
                response: CogProblem.text(
                    .badRequest,
                    "Failed to parse the request body as JSON: it is not one JSON value"
                )
            )
        }
        guard case .object(let members) = value else { throw Self.shape("the body is not an object") }
        self.members = members
        input = members["input"] ?? .null
        if input == .null { input = [:] }
        switch members["id"] {
        case nil, .null: id = nil
        case .string(let text): id = text
        default: throw Self.shape("id: expected a string")
        }
        if let filter = members["webhook_events_filter"], filter != .null {
            let known: Set<String> = ["start", "output", "logs", "completed"]
            guard let names = filter.array, names.allSatisfy({ $0.string.map(known.contains) ?? false }) else {
                throw Self.shape("webhook_events_filter: expected a list of start, output, logs and completed")
            }
        }
        if let webhook = members["webhook"], webhook != .null, webhook.string == nil {
            throw Self.shape("webhook: expected a string")
        }
    }

    private static func shape(_ reason: String) -> Refused {
        Refused(
            response: CogProblem.text(
                .unprocessableContent,
                "Failed to deserialize the JSON body into the target type: \(reason)"
            )
        )
    }
}
