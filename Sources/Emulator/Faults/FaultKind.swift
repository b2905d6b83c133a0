/// A kind of fault as it is written in a specification: its name, what it takes, and where it may happen.
struct FaultKind: Sendable {
    /// The places where a kind makes sense.
    enum Place: String, Sendable, CaseIterable {
        /// Every action of the service.
        case action
        /// Only `CVGetResult`.
        case result = "CVGetResult"
        /// The download of videos.
        case video
        /// The download of masks.
        case mask
        /// The upload of files.
        case upload
        /// The emulator's own downloads.
        case fetch
    }

    /// The name, such as `rate-limit`.
    let name: String

    /// What stands behind the `=`, as it is shown in help; `nil` when nothing may.
    let argument: String?

    /// Where it may happen.
    let places: Set<Place>

    /// What it does, one phrase.
    let summary: String

    /// Whether it happens every time unless a count says otherwise; other kinds happen once.
    let isLasting: Bool

    /// Reads the argument; `nil` when it is missing or wrong.
    let effect: @Sendable (_ argument: String?) -> Fault.Effect?

    /// Whether the kind may happen at a target.
    func fits(_ target: Fault.Target) -> Bool {
        switch target {
        case .action(.getResult), .anyAction: places.contains(.action) || places.contains(.result)
        case .action: places.contains(.action)
        case .video: places.contains(.video)
        case .mask: places.contains(.mask)
        case .upload: places.contains(.upload)
        case .fetch: places.contains(.fetch)
        }
    }

    private init(
        _ name: String,
        _ argument: String? = nil,
        _ places: Set<Place>,
        _ summary: String,
        isLasting: Bool = false,
        effect: @escaping @Sendable (String?) -> Fault.Effect?
    ) {
        self.name = name
        self.argument = argument
        self.places = places
        self.summary = summary
        self.isLasting = isLasting
        self.effect = effect
    }
}

// MARK: - All kinds

extension FaultKind {
    /// Every kind, in the order of the documentation.
    static let all = refusals + risks + pages + connections + answers + files

    private static let refusals = [
        constant("rate-limit", [.action], "code 50429 with HTTP 429", .business(.rateLimit)),
        constant(
            "rate-limit-200",
            [.action],
            "code 50429 with HTTP 200",
            .business(.rateLimit.with(status: 200))
        ),
        constant("busy", [.action], "code 50430 with HTTP 429", .business(.concurrencyLimit)),
        constant("busy-200", [.action], "code 50430 with HTTP 200", .business(.concurrencyLimit.with(status: 200))),
        constant("flow-limit", [.action], "the gateway's FlowLimitExceeded", .gateway(.flowLimitExceeded)),
        constant("internal", [.action], "code 50500 with HTTP 500", .business(.internalError)),
        FaultKind("code", "N[@HTTP]", [.action], "code N, with another HTTP status if one is given") { argument in
            let parts = (argument ?? "").split(separator: "@", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = parts.first, let number = first, (1...999_999).contains(number) else { return nil }
            if parts.count == 1 { return .business(.known(number)) }
            guard parts.count == 2, let status = parts[1], (200...599).contains(status) else { return nil }
            return .business(.known(number).with(status: status))
        },
        FaultKind("gateway", "NAME", [.action], "the gateway's error of that name, such as InvalidTimestamp") { name in
            GatewayError.all.first { $0.code == name }.map { .gateway($0) }
        },
    ]

    private static let risks = [
        ("risk-input-image", 50_411), ("risk-input-text", 50_412), ("risk-copyright-text", 50_413),
        ("risk-input-video", 50_513), ("risk-input-audio", 50_514), ("risk-output-image", 50_511),
        ("risk-output-text", 50_512), ("risk-output-video", 50_516), ("risk-output-audio", 50_517),
        ("copyright-input", 50_518), ("copyright-output", 50_519),
    ].map { name, code in
        constant(name, [.action], "code \(code): \(BusinessCode.known(code).message)", .business(.known(code)))
    }

    private static let pages = [500, 502, 503, 504].map { status in
        FaultKind(
            "error-\(status)",
            "[json|html|empty]",
            [.action, .video, .mask, .upload],
            "HTTP \(status) with a page in HTML, or as given"
        ) { argument in
            guard let argument else { return .page(status: status, .html) }
            return Fault.ErrorPage(rawValue: argument).map { .page(status: status, $0) }
        }
    }

    private static let connections = [
        constant(
            "reset-before",
            [.action, .video, .mask, .upload],
            "TCP reset; the request is not carried out",
            .resetBefore
        ),
        constant(
            "reset-after",
            [.action, .upload],
            "TCP reset after the request was carried out: its answer is lost",
            .resetAfter
        ),
        constant(
            "cut",
            [.action, .video, .mask, .upload],
            "half of the answer's body, then the end of the connection",
            .cut
        ),
        FaultKind(
            "stall",
            "DURATION",
            [.action, .video, .mask, .upload],
            "half of the answer's body, then nothing for that long, then the end of the connection"
        ) { argument in argument.flatMap(Duration.init(specification:)).map { .stall($0) } },
        FaultKind(
            "slow",
            "DURATION",
            [.action, .video, .mask, .upload, .fetch],
            "the answer comes that much later"
        ) { argument in argument.flatMap(Duration.init(specification:)).map { .slow($0) } },
    ]

    private static let answers = [
        constant(
            "not-json",
            [.action, .upload],
            "HTTP 200 with a page in HTML, after the request was carried out",
            .html
        ),
        constant("null-data", [.action], "code 10000 with `data: null`, after the request was carried out", .nullData),
        constant("expired", [.result], "the task's status is `expired`", .taskStatus("expired")),
        constant("not-found", [.result], "the task's status is `not_found`", .taskStatus("not_found")),
        FaultKind("unknown-status", "TEXT", [.result], "the task's status is TEXT") { argument in
            argument.flatMap { $0.isEmpty ? nil : .taskStatus($0) }
        },
        FaultKind(
            "skew",
            "SECONDS",
            [.action],
            "the service's clock is off by that much, ahead or (negative) behind",
            isLasting: true
        ) { argument in
            guard let text = argument, let seconds = Int64(text), abs(seconds) <= 1_000_000_000 else { return nil }
            return .skew(.seconds(seconds))
        },
    ]

    private static let files = [
        FaultKind(
            "dead",
            "[403|404]",
            [.video, .mask, .upload, .fetch],
            "HTTP 404, or as given",
            isLasting: true
        ) { argument in
            guard let argument else { return .dead(status: 404) }
            return Int(argument).flatMap { [403, 404].contains($0) ? .dead(status: $0) : nil }
        },
        constant("not-a-video", [.video, .mask], "HTTP 200 with a page in HTML", .html),
        constant("no-length", [.action, .video, .mask], "the answer does not declare its length", .noLength),
    ]

    private static func constant(
        _ name: String,
        _ places: Set<Place>,
        _ summary: String,
        _ effect: Fault.Effect
    ) -> FaultKind {
        FaultKind(name, nil, places, summary) { $0 == nil ? effect : nil }
    }
}
