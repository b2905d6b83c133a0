extension FaultKind {
    /// The kinds that only the Vision API has.
    static let vision = refusals + risks + answers

    private static let refusals = [
        FaultKind("rate-limit", [.action], "code 50429 with HTTP 429", .refusal(.rateLimit)),
        FaultKind("rate-limit-200", [.action], "code 50429 with HTTP 200", .refusal(.rateLimit.with(status: 200))),
        FaultKind("busy", [.action], "code 50430 with HTTP 429", .refusal(.concurrencyLimit)),
        FaultKind("busy-200", [.action], "code 50430 with HTTP 200", .refusal(.concurrencyLimit.with(status: 200))),
        FaultKind(
            "flow-limit",
            [.action],
            "the gateway's FlowLimitExceeded",
            .refusal(code: GatewayError.flowLimitExceeded.code, status: nil)
        ),
        FaultKind("internal", [.action], "code 50500 with HTTP 500", .refusal(.internalError)),
        FaultKind("code", "N[@HTTP]", [.action], "code N, with that HTTP status if given") { argument in
            let (text, status) = parts(argument)
            guard let number = Int(text), (1...999_999).contains(number), let status else { return nil }
            return .refusal(status == 0 ? .known(number) : .known(number).with(status: status))
        },
        FaultKind(
            "gateway",
            "NAME[@HTTP]",
            [.action],
            "the gateway's error of that name, such as InvalidTimestamp, with that HTTP status if given"
        ) { argument in
            let (name, status) = parts(argument)
            guard name.first?.isLetter == true,
                name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }),
                let status
            else { return nil }
            return .refusal(code: name, status: status == 0 ? nil : status)
        },
        FaultKind(
            "key-repeated",
            [.action],
            "the gateway's InvalidAccessKey, whose message contains the access key",
            .keyRepeated
        ),
    ]

    private static let risks = [
        ("risk-input-image", 50_411), ("risk-input-text", 50_412), ("risk-copyright-text", 50_413),
        ("risk-input-video", 50_513), ("risk-input-audio", 50_514), ("risk-output-image", 50_511),
        ("risk-output-text", 50_512), ("risk-output-video", 50_516), ("risk-output-audio", 50_517),
        ("copyright-input", 50_518), ("copyright-output", 50_519),
    ].map { name, code in
        FaultKind(name, [.action], "code \(code): \(BusinessCode.known(code).message)", .refusal(.known(code)))
    }

    private static let answers = [
        FaultKind("null-data", [.action], "code 10000 with `data: null`, after the request was carried out", .nullData),
        FaultKind("no-link", [.action], at: result, "the task's status is `done`, without a link to a video", .noLink),
        FaultKind("expired", [.action], at: result, "the task's status is `expired`", .taskStatus("expired")),
        FaultKind("not-found", [.action], at: result, "the task's status is `not_found`", .taskStatus("not_found")),
        FaultKind("unknown-status", "TEXT", [.action], at: result, "the task's status is TEXT") { argument in
            argument.flatMap { $0.isEmpty ? nil : .taskStatus($0) }
        },
    ]

    private static let result = [VisionAction.getResult.rawValue]

    /// Splits `TEXT[@HTTP]`; the status is 0 when none is given, and `nil` when it is wrong.
    private static func parts(_ argument: String?) -> (text: String, status: Int?) {
        let parts = (argument ?? "").split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return (parts[0], parts.count == 1 ? 0 : nil) }
        return (parts[0], Int(parts[1]).flatMap { (200...599).contains($0) ? $0 : nil })
    }
}

extension Fault.Effect {
    /// The effect that the service refuses with a code.
    fileprivate static func refusal(_ code: BusinessCode) -> Fault.Effect {
        .refusal(code: String(code.code), status: code.status)
    }
}
