import InferenceKit

/// A refusal by the gateway in front of the service, which never gets the request.
///
/// The codes, numbers and HTTP statuses are those of <https://docs.byteplus.com/en/docs/byteplus-platform/reference-common-error-codes>.
struct GatewayError: Error, Sendable, Hashable {
    /// The vendor's name of the error, such as `SignatureDoesNotMatch`.
    var code: String

    /// The vendor's number of the error; some errors have none.
    var number: Int?

    /// The HTTP status of the answer.
    var status: Int

    /// The vendor's sentence.
    var message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: The vendor's name of the error.
    ///   - number: The vendor's number of the error.
    ///   - status: The HTTP status of the answer.
    ///   - message: The vendor's sentence.
    init(_ code: String, _ number: Int?, status: Int, _ message: String) {
        self.code = code
        self.number = number
        self.status = status
        self.message = message
    }

    /// The answer's JSON.
    ///
    /// - Parameters:
    ///   - action: The requested action; empty if there is none.
    ///   - version: The requested version.
    ///   - requestID: The identifier of the request.
    /// - Returns: An object whose only member is `ResponseMetadata`.
    func body(action: String, version: String, requestID: String) -> JSONValue {
        var error: [String: JSONValue] = ["Code": .string(code), "Message": .string(message)]
        if let number { error["CodeN"] = .int(number) }
        return .object([
            "ResponseMetadata": .object([
                "RequestId": .string(requestID), "Action": .string(action), "Version": .string(version),
                "Service": "cv", "Region": "ap-singapore-1", "Error": .object(error),
            ])
        ])
    }
}

// MARK: - The vendor's errors

extension GatewayError {
    /// A parameter of the query is missing.
    static func missingParameter(_ name: String) -> GatewayError {
        GatewayError("MissingParameter", 100_002, status: 400, "The request is missing the parameter \(name).")
    }
    /// There is no `Authorization` header.
    static let missingAuthenticationToken = GatewayError(
        "MissingAuthenticationToken",
        100_003,
        status: 401,
        "The request is missing an authentication token."
    )
    /// A header that the signature needs is missing.
    static let missingRequestInfo = GatewayError(
        "MissingRequestInfo",
        100_004,
        status: 400,
        "The request is missing X-Date or another signed header."
    )
    /// The `Authorization` header has no signature.
    static let missingSignature = GatewayError(
        "MissingSignature",
        100_005,
        status: 401,
        "The Authorization header is missing the signature."
    )
    /// The time of the signature is more than fifteen minutes from the service's clock.
    static let invalidTimestamp = GatewayError(
        "InvalidTimestamp",
        100_006,
        status: 400,
        "The X-Date of the request has expired or is in the future."
    )
    /// No such service.
    static let serviceNotFound = GatewayError(
        "ServiceNotFound",
        100_007,
        status: 404,
        "The requested service cannot be found."
    )
    /// No such action, or not in this version.
    static let invalidActionOrVersion = GatewayError(
        "InvalidActionOrVersion",
        100_008,
        status: 404,
        "Could not find operation for this action and version."
    )
    /// The access key is unknown.
    static let invalidAccessKey = GatewayError(
        "InvalidAccessKey",
        100_009,
        status: 401,
        "The access key ID is invalid."
    )
    /// The signature is not that of the request.
    static let signatureDoesNotMatch = GatewayError(
        "SignatureDoesNotMatch",
        100_010,
        status: 401,
        "The request signature we calculated does not match the signature you provided. "
            + "Check your secret access key and signing method."
    )
    /// The user has no policy that allows the action.
    static let lackPolicy = GatewayError(
        "LackPolicy",
        100_012,
        status: 403,
        "The user lacks a policy that allows this action."
    )
    /// The user may not use the service.
    static let accessDenied = GatewayError(
        "AccessDenied",
        100_013,
        status: 403,
        "The user is not authorized to perform this action."
    )
    /// A fault inside the gateway.
    static let internalError = GatewayError(
        "InternalError",
        100_014,
        status: 500,
        "The request failed because of an internal error."
    )
    /// The service did not answer the gateway in time.
    static let internalServiceTimeout = GatewayError(
        "InternalServiceTimeout",
        100_016,
        status: 504,
        "The internal service timed out."
    )
    /// Too many requests.
    static let flowLimitExceeded = GatewayError(
        "FlowLimitExceeded",
        100_018,
        status: 429,
        "The request was rejected because of flow control."
    )
    /// The `Authorization` header cannot be read.
    static let invalidAuthorization = GatewayError(
        "InvalidAuthorization",
        nil,
        status: 400,
        "The Authorization header is malformed."
    )
    /// The credential's scope is for another date, region or service.
    static let invalidCredential = GatewayError(
        "InvalidCredential",
        nil,
        status: 400,
        "The credential scope does not match this request."
    )
    /// The session token is not valid.
    static let invalidSecretToken = GatewayError(
        "InvalidSecretToken",
        nil,
        status: 401,
        "The security token is invalid."
    )
    /// The gateway cannot reach the service.
    static let failToConnect = GatewayError(
        "FailToConnect",
        nil,
        status: 502,
        "The gateway failed to connect to the service."
    )
    /// The service is down for a while.
    static let serviceUnavailable = GatewayError(
        "ServiceUnavailableTemp",
        nil,
        status: 503,
        "The service is temporarily unavailable."
    )

    /// Returns the error of a name.
    ///
    /// - Parameters:
    ///   - name: The vendor's name of the error.
    ///   - status: The HTTP status of the answer; `nil` for the usual one.
    /// - Returns: An error of the table; one with HTTP status 400 for an unknown name.
    static func named(_ name: String, status: Int?) -> GatewayError {
        var error = all.first { $0.code == name } ?? GatewayError(name, nil, status: 400, "The request was refused.")
        error.status = status ?? error.status
        return error
    }

    /// The error whose message repeats the access key.
    ///
    /// - Parameter accessKey: The access key of the request.
    /// - Returns: The refusal.
    static func invalidAccessKey(repeating accessKey: String) -> GatewayError {
        var error = invalidAccessKey
        error.message = "The accesskey [\(accessKey)] of the request is invalid."
        return error
    }

    /// Every error of the vendor's tables.
    static let all = [
        missingParameter("Action"), missingAuthenticationToken, missingRequestInfo, missingSignature, invalidTimestamp,
        serviceNotFound, invalidActionOrVersion, invalidAccessKey, signatureDoesNotMatch, lackPolicy, accessDenied,
        internalError, internalServiceTimeout, flowLimitExceeded, invalidAuthorization, invalidCredential,
        invalidSecretToken, failToConnect, serviceUnavailable,
    ]
}
