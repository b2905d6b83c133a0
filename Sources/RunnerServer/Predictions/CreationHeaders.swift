internal import HTTPTypes
internal import Hummingbird

/// What the header of a request says about the creation of a run.
struct CreationHeaders: Sendable {
    /// How long the answer may wait for the end of the run.
    let wait: WaitPreference?
    /// How long after its creation the run is canceled.
    let life: Duration?
    /// The client's own name for the request.
    let key: String?
    /// Whether the client repeats a request.
    let isRepeated: Bool
    /// The most that the run may cost, in US dollars.
    let maxCost: Double?

    /// Reads a header.
    ///
    /// - Parameter headers: The fields.
    /// - Throws: ``Problem`` with 400 for a field that cannot be read.
    init(_ headers: HTTPFields) throws(Problem) {
        wait = try WaitPreference(headers[.prefer])
        life = try CancelAfter.duration(headers[.cancelAfter])
        isRepeated = headers[.retryCount].flatMap { Int($0) }.map { $0 > 0 } ?? false
        key = try Self.key(headers[.idempotencyKey])
        maxCost = try Self.amount(headers[.maxCost])
    }

    /// The Idempotency-Key header, draft-ietf-httpapi-idempotency-key-header: a quoted string, or the same without quotes.
    private static func key(_ header: String?) throws(Problem) -> String? {
        guard var key = header else { return nil }
        if key.count > 1, key.hasPrefix("\""), key.hasSuffix("\"") { key = String(key.dropFirst().dropLast()) }
        guard !key.isEmpty, key.utf8.count <= 255, key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Problem(
                .badRequest,
                "the header 'Idempotency-Key' is empty or too long, or has characters beyond ASCII",
                help: "use 1 to 255 printable characters, such as a UUID"
            )
        }
        return key
    }

    private static func amount(_ header: String?) throws(Problem) -> Double? {
        guard let header else { return nil }
        guard let amount = Double(header), amount >= 0, amount.isFinite else {
            throw Problem(
                .badRequest,
                "the header 'X-Max-Cost' is '\(header.prefix(40))', which is not an amount of US dollars",
                help: "write a number such as 0.50"
            )
        }
        return amount
    }
}

extension PredictionIntake.Order {
    /// Takes everything that a header says about the run, the same for every way to ask for one.
    ///
    /// - Parameter headers: The header.
    mutating func take(_ headers: CreationHeaders) {
        name = headers.key.map { "key:\($0)" }
        isRepeated = headers.isRepeated
        maxCost = headers.maxCost
        life = headers.life
    }
}

extension HTTPField.Name {
    static let prefer = named("Prefer")
    static let preferenceApplied = named("Preference-Applied")
    static let cancelAfter = named("Cancel-After")
    static let idempotencyKey = named("Idempotency-Key")
    static let idempotentReplayed = named("Idempotent-Replayed")
    static let retryCount = named("x-stainless-retry-count")
    static let maxCost = named("X-Max-Cost")
    static let rateLimitRemaining = named("ratelimit-remaining")
    static let rateLimitReset = named("ratelimit-reset")
    static let accelBuffering = named("X-Accel-Buffering")
    static let lastEventID = named("Last-Event-ID")

    /// A name of letters and dashes, each of which is allowed.
    private static func named(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .from }
}
