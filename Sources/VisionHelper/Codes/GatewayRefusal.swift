internal import InferenceKit

/// A code of the gateway in front of the service; see `docs/vision-api.md`, section "Codes of the gateway".
struct GatewayRefusal: Refusal, Hashable {
    let errorCode: PredictionError.Code
    let message: String
    let help: String
    let remedy: Remedy

    /// Looks a code up; an unknown one is judged by its HTTP status.
    ///
    /// - Parameters:
    ///   - code: The member `ResponseMetadata.Error.Code`.
    ///   - httpStatus: The status that came with it.
    init(code: String, httpStatus: Int?) {
        self = Self.table[code] ?? Self.overdue(code) ?? Self.unknown(code, httpStatus ?? 0)
    }

    /// The codes that are known.
    static var codes: Set<String> { Set(table.keys) }

    private init(_ code: PredictionError.Code, _ message: String, _ help: String, _ remedy: Remedy = .none) {
        errorCode = code
        self.message = message
        self.help = help
        self.remedy = remedy
    }

    /// The API's page names no code for an unpaid bill, but its relatives do: `AccountOverdueError`, `ServiceOverdue`, `AccountArrears`.
    private static func overdue(_ code: String) -> GatewayRefusal? {
        let word = code.lowercased()
        guard ["overdue", "arrear", "insufficientbalance"].contains(where: word.contains) else { return nil }
        return GatewayRefusal(
            .accessDenied,
            "the account has an overdue bill or no balance",
            "pay the bill or add funds in the BytePlus console under Billing; nothing was charged"
        )
    }

    private static func unknown(_ code: String, _ status: Int) -> GatewayRefusal {
        let message = "the gateway of the service returned the unknown error code '\(vendorText(code))'"
        let help = "look up the code in the BytePlus documentation, and report it to this project"
        return switch status {
        case 401, 403: GatewayRefusal(.accessDenied, message, help)
        case 429: GatewayRefusal(.serviceUnavailable, message, help, .pause)
        case 500...: GatewayRefusal(.serviceUnavailable, message, help, .pauseUnlessPaid)
        default: GatewayRefusal(.serviceUnavailable, message, help)
        }
    }

    private static let table: [String: GatewayRefusal] = [
        "MissingParameter": ours("a parameter is missing"),
        "MissingAuthenticationToken": ours("the signature is missing"),
        "MissingRequestInfo": ours("a part of the request is missing"),
        "MissingSignature": ours("the signature is missing"),
        "ServiceNotFound": ours("the gateway does not know the service"),
        "InvalidActionOrVersion": ours("the gateway does not know the action"),
        "InvalidAuthorization": ours("the Authorization header is malformed"),
        "InvalidTimestamp": GatewayRefusal(
            .configuration,
            "the service refuses the time of the request, which must be correct to within 15 minutes",
            "set the clock, for example with 'timedatectl set-ntp true'",
            .rightTime
        ),
        "InvalidAccessKey": GatewayRefusal(
            .accessDenied,
            "the access key is unknown",
            "check BYTEPLUS_ACCESS_KEY against the BytePlus console"
        ),
        "InvalidCredential": GatewayRefusal(
            .accessDenied,
            "the credential of the request is not accepted",
            "check BYTEPLUS_ACCESS_KEY against the BytePlus console"
        ),
        "InvalidSecretToken": GatewayRefusal(
            .accessDenied,
            "the session token is not accepted",
            "get new temporary keys, or use permanent ones"
        ),
        "SignatureDoesNotMatch": GatewayRefusal(
            .accessDenied,
            "the secret key does not belong to the access key",
            "check BYTEPLUS_SECRET_KEY; copy it as it is, without decoding it, although it looks like base64"
        ),
        "LackPolicy": denied, "AccessDenied": denied,
        "InternalError": GatewayRefusal(
            .serviceUnavailable,
            "the gateway of the service failed internally",
            "try again later",
            .pauseUnlessPaid
        ),
        "InternalServiceTimeout": GatewayRefusal(
            .serviceUnavailable,
            "the service did not respond to its gateway in time",
            "try again later",
            .pauseUnlessPaid
        ),
        "FlowLimitExceeded": GatewayRefusal(
            .serviceUnavailable,
            "the gateway is not accepting more requests at the moment",
            "try again later, or ask BytePlus for a higher limit",
            .pause
        ),
        "FailToConnect": GatewayRefusal(
            .serviceUnavailable,
            "the gateway could not reach the service",
            "try again later",
            .pause
        ),
        "ServiceUnavailableTemp": GatewayRefusal(
            .serviceUnavailable,
            "the service is not available at the moment",
            "try again later",
            .pause
        ),
    ]

    private static let denied = GatewayRefusal(
        .accessDenied,
        "the keys are correct but may not use the Vision API",
        "give the key's user the permission to use 'cv' in the BytePlus console under IAM"
    )

    private static func ours(_ message: String) -> GatewayRefusal {
        GatewayRefusal(
            .configuration,
            message,
            "check that --endpoint is a Vision API; if it is, report this to the project"
        )
    }
}
