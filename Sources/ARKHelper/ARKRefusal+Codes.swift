internal import InferenceKit

extension ARKRefusal {
    /// The codes that are known, each with all codes that continue it after a dot.
    static let table = inputs.merging(access) { $1 }.merging(capacity) { $1 }.merging(failures) { $1 }

    private static let inputs: [String: ARKRefusal] = [
        "MissingParameter": ARKRefusal(
            .invalidInput,
            "a field of the request is missing",
            "set the input that the field belongs to"
        ),
        "InvalidParameter": ARKRefusal(
            .invalidInput,
            "the service refuses the value of a field",
            "change the input that the field belongs to"
        ),
        "InvalidParameter.TaskTypeConstraint": ARKRefusal(
            .invalidInput,
            "the inputs cannot be combined for this kind of task",
            "omit one of the inputs; a first frame and reference images cannot be combined"
        ),
        "InvalidParameter.TaskTypeMismatch": ARKRefusal(
            .invalidInput,
            "the inputs belong to another kind of task than the request",
            "omit one of the inputs; a first frame and reference images cannot be combined"
        ),
        "TaskRunningCannotCancel": ARKRefusal(
            .notCanceled,
            "the task is running, and the service cancels only queued tasks",
            "a running task is always charged; wait for its video"
        ),
    ]

    private static let access: [String: ARKRefusal] = [
        "AuthenticationError": denied(
            "the API key is not accepted",
            "check ARK_API_KEY against the ModelArk console; a key works only in its own region"
        ),
        "AccessDenied": denied(
            "the API key may not use this model",
            "give the key the permission in the ModelArk console, under API Keys"
        ),
        "AccountOverdueError": overdue, "ServiceOverdue": overdue,
        "ServiceNotOpen": denied(
            "the account has not enabled the service",
            "enable ModelArk in the BytePlus console"
        ),
        "ModelNotOpen": denied(
            "the account has not activated the model",
            "activate it in the ModelArk console, under Model activation"
        ),
        "InvalidEndpointOrModel": ARKRefusal(
            .configuration,
            "the service does not know the model, or does not offer it in this region",
            "check that --endpoint and ARK_ENDPOINT name the region of the model; the model may be retired"
        ),
        "QuotaExceeded": denied(
            "the account's quota for the model is used up",
            "wait for the next period, or ask BytePlus for a higher quota"
        ),
        "SetLimitExceeded": denied(
            "the account's own limit for the model is reached",
            "raise the limit in the ModelArk console"
        ),
        "InvalidAuthorization": denied("the Authorization header is malformed", "check ARK_API_KEY"),
        "100024": denied("the Authorization header is malformed", "check ARK_API_KEY"),
        "InvalidCredential": denied("the API key is not accepted", "check ARK_API_KEY"),
        "100025": denied("the API key is not accepted", "check ARK_API_KEY"),
        "InvalidSecretToken": denied("the session token is not accepted", "use an API key that does not expire"),
        "100026": denied("the session token is not accepted", "use an API key that does not expire"),
        "MethodNotAllowed": notAPI, "100020": notAPI,
    ]

    private static let capacity: [String: ARKRefusal] = [
        "ModelAccountRpmRateLimitExceeded": busy("the account sends too many requests a minute for this model"),
        "ModelAccountTpmRateLimitExceeded": busy("the account uses too many tokens a minute of this model"),
        "ModelAccountIpmRateLimitExceeded": busy("the account makes too many images a minute with this model"),
        "APIAccountRpmRateLimitExceeded": busy("the account sends too many requests a minute"),
        "AccountRateLimitExceeded": busy("the account sends too many requests"),
        "RateLimitExceeded": busy("too many requests"),
        "RateLimitExceeded.EndpointRPMExceeded": busy("too many requests a minute for this endpoint"),
        "RateLimitExceeded.EndpointTPMExceeded": busy("too many tokens a minute for this endpoint"),
        "ServerOverloaded": busy("the service has no capacity at the moment"),
        "RequestBurstTooFast": busy("the number of requests is increasing too quickly"),
        "FailToConnect": busy("the gateway could not reach the service"),
        "100015": busy("the gateway could not reach the service"),
        "ServiceUnavailableTemp": busy("the service is not available at the moment"),
        "100019": busy("the service is not available at the moment"),
    ]

    private static let failures: [String: ARKRefusal] = ["InternalServiceError": failing, "100023": failing]

    /// Reads `{Input,Output}{Text,Image,Video,Audio}SensitiveContentDetected`, with `.PrivacyInformation` or `.PolicyViolation`.
    static func sensitive(_ code: String) -> ARKRefusal? {
        let parts = code.split(separator: ".", maxSplits: 1)
        guard let name = parts.first, name.hasSuffix("SensitiveContentDetected") else { return nil }
        let subject = name.dropLast("SensitiveContentDetected".count)
        let sources = [("Input", "the given"), ("Output", "the generated"), ("", "the")]
        let kinds = [("Text", "text"), ("Image", "picture"), ("Video", "video"), ("Audio", "sound"), ("", "content")]
        guard let source = sources.first(where: { subject.hasPrefix($0.0) }),
            let kind = kinds.first(where: { subject.dropFirst(source.0.count) == $0.0 })
        else { return nil }
        let what = "\(source.1) \(kind.1)"
        let isGiven = source.0 != "Output"
        switch parts.count == 2 ? String(parts[1]) : "" {
        case "PrivacyInformation":
            return ARKRefusal(
                .contentRefused,
                "\(what) may show a real person, which the service does not accept",
                isGiven ? "use a picture without a real face" : "change the prompt, and predict again"
            )
        case "PolicyViolation":
            return ARKRefusal(
                .contentRefused,
                "\(what) may violate a policy of the service, such as copyright",
                isGiven ? "use material that you own" : "change the prompt, and predict again"
            )
        default:
            return ARKRefusal(
                .contentRefused,
                "\(what) did not pass the content check",
                isGiven ? "change the \(kind.1)" : "change the prompt or the seed, and predict again"
            )
        }
    }

    private static let overdue = denied(
        "the account has an overdue bill or no balance",
        "pay the bill or add funds in the BytePlus console under Billing; nothing was charged"
    )

    private static let notAPI = ARKRefusal(
        .configuration,
        "the service does not allow the method of the request",
        "check that --endpoint and ARK_ENDPOINT name an ARK API; if they do, report this to the project"
    )

    private static let failing = ARKRefusal(
        .serviceUnavailable,
        "the service failed internally",
        "try again later",
        .pauseUnlessPaid
    )

    private static func denied(_ message: String, _ help: String) -> ARKRefusal {
        ARKRefusal(.accessDenied, message, help)
    }

    private static func busy(_ message: String) -> ARKRefusal {
        ARKRefusal(.serviceUnavailable, message, "try again later, or ask BytePlus for a higher limit", .pause)
    }
}
