import InferenceKit

/// A refusal of the API: an HTTP status and `{"error":{"code","message","param","type"}}`.
struct ARKError: Error, Sendable, Hashable {
    /// The HTTP status.
    var status: Int
    /// The member `code`.
    var code: String
    /// The member `message`, without the request id.
    var message: String
    /// The member `param`: the field that is refused.
    var parameter = ""

    /// Refuses the value of a field.
    static func invalid(_ parameter: String, _ message: String) -> ARKError {
        ARKError(status: 400, code: "InvalidParameter", message: message, parameter: parameter)
    }

    /// Reports that a field is missing.
    static func missing(_ parameter: String) -> ARKError {
        ARKError(
            status: 400,
            code: "MissingParameter",
            message: "The request is missing the required parameter: \(parameter).",
            parameter: parameter
        )
    }

    /// An error of any code, with the status that it usually comes with.
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - status: Another status.
    init(code: String, status: Int?) {
        self.init(
            status: status ?? Self.status(of: code),
            code: code,
            message: "The request failed with \(code).",
            parameter: ""
        )
    }

    init(status: Int, code: String, message: String, parameter: String = "") {
        self.status = status
        self.code = code
        self.message = message
        self.parameter = parameter
    }

    /// The body of the answer.
    ///
    /// - Parameter requestID: The request id, which the vendor also writes into the message.
    /// - Returns: The object with the error.
    func body(requestID: String) -> JSONValue {
        [
            "error": [
                "code": .string(code), "message": .string("\(message) Request id: \(requestID)"),
                "param": .string(parameter), "type": .string(Self.types[status] ?? "InternalServerError"),
            ]
        ]
    }

    private static let types = [
        400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed",
        409: "Conflict", 429: "TooManyRequests",
    ]

    private static func status(of code: String) -> Int {
        let statuses = [
            "AuthenticationError": 401, "AccessDenied": 403, "AccountOverdueError": 403, "ServiceOverdue": 403,
            "ServiceNotOpen": 403, "InvalidEndpointOrModel.NotFound": 404, "ModelNotOpen": 404,
            "TaskRunningCannotCancel": 409, "QuotaExceeded": 429, "SetLimitExceeded": 429, "ServerOverloaded": 429,
            "RequestBurstTooFast": 429, "InternalServiceError": 500, "100015": 502, "100019": 503, "100020": 405,
            "100023": 502, "100024": 401, "100025": 401, "100026": 401,
        ]
        if let status = statuses[code] { return status }
        return code.contains("LimitExceeded") ? 429 : 400
    }
}
