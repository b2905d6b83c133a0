internal import Quantities

extension FaultKind {
    /// The kinds that any service can have.
    static let general = pages + connections + answers + files

    private static let pages = [500, 502, 503, 504].map { status in
        FaultKind(
            "error-\(status)",
            "[json|html|empty]",
            [.action, .video, .mask, .upload],
            "HTTP \(status) with an HTML page, or as given"
        ) { argument in
            guard let argument else { return .page(status: status, .html) }
            return Fault.ErrorPage(rawValue: argument).map { .page(status: status, $0) }
        }
    }

    private static let connections = [
        FaultKind(
            "reset-before",
            [.action, .video, .mask, .upload],
            "TCP reset; the request is not carried out",
            .resetBefore
        ),
        FaultKind(
            "reset-after",
            [.action, .upload],
            "TCP reset after the request was carried out; the response is lost",
            .resetAfter
        ),
        FaultKind(
            "cut",
            [.action, .video, .mask, .upload],
            "half of the response body, then the connection is closed",
            .cut
        ),
        FaultKind(
            "stall",
            "DURATION",
            [.action, .video, .mask, .upload],
            "half of the response body, then nothing for that long, then the connection is closed"
        ) { argument in argument.flatMap(duration).map { .stall($0) } },
        FaultKind(
            "slow",
            "DURATION",
            [.action, .video, .mask, .upload, .fetch],
            "the response is delayed by that long"
        ) { argument in argument.flatMap(duration).map { .slow($0) } },
    ]

    private static let answers = [
        FaultKind(
            "not-json",
            [.action, .upload],
            "HTTP 200 with an HTML page, after the request was carried out",
            .html
        ),
        FaultKind(
            "skew",
            "SECONDS",
            [.action],
            "the service's clock is ahead by that much, or behind if negative",
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
        FaultKind("not-a-video", [.video, .mask], "HTTP 200 with an HTML page", .html),
        FaultKind("no-length", [.action, .video, .mask], "the response does not declare its length", .noLength),
    ]
}

private func duration(_ text: String) -> Duration? {
    DurationText.duration(text, allowsBareSeconds: true)
}
