package import InferenceKit
internal import RequestSigning
package import StagingPlaces
internal import Synchronization

/// Sends signed requests about the objects of one bucket, and repeats them when that may help.
///
/// All requests are idempotent, so one is repeated whenever its answer is lost.
package struct S3Client: Sendable {
    /// The content of a request.
    struct Content: Sendable {
        var body: HTTPRequest.Body
        /// SHA-256 of the body in hex.
        var hash: String
        var headers: HTTPHeaders = [:]
        var timeout: Duration = .seconds(60)

        /// No content at all.
        static let none = Content(
            body: .bytes([]),
            hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    let storage: ObjectStorage
    private let transport: any Transport
    private let time: any TimeSource
    private let random: @Sendable () -> Double
    private let patience: RetryPolicy
    private let signer = V4Signer(.s3)
    private let clock = Clock()

    /// Prepares requests.
    ///
    /// - Parameters:
    ///   - storage: The bucket.
    ///   - transport: Sends them.
    ///   - time: The clock.
    ///   - patience: How often and how soon to try again.
    ///   - random: Returns a random number from 0 up to 1, for jitter.
    package init(
        _ storage: ObjectStorage,
        transport: any Transport,
        time: any TimeSource,
        patience: RetryPolicy = RetryPolicy(attempts: 5, firstDelay: .seconds(1), longestDelay: .seconds(20)),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.storage = storage
        self.transport = transport
        self.time = time
        self.patience = patience
        self.random = random
    }

    /// Sends a request until it succeeds, is refused permanently, or all attempts are used up.
    ///
    /// - Parameters:
    ///   - method: The method in upper case.
    ///   - name: The object.
    ///   - content: The content.
    ///   - query: The query, percent-encoded and without `?`.
    ///   - progress: Called with the bytes sent and all of them.
    ///   - note: Called with a few words before it is sent again.
    /// - Returns: An answer with a status of 2xx, or with any status to `HEAD`, whose answers do not say what is wrong.
    /// - Throws: `PredictionError`, or `CancellationError`.
    func send(
        _ method: String,
        _ name: String,
        _ content: Content = .none,
        query: String = "",
        progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in },
        note: (String) -> Void = { _ in }
    ) async throws -> HTTPResponse {
        let request = HTTPRequest(
            method,
            url(of: name) + (query.isEmpty ? "" : "?\(query)"),
            headers: content.headers,
            body: content.body,
            timeout: content.timeout
        )
        var failures = 0
        while true {
            let failure: PredictionError
            var retryAfter: Duration?
            switch try await attempt(sign(request, content.hash), progress) {
            case .success(let response):
                if (200...299).contains(response.status) { return response }
                let refusal = S3Refusal(response, to: method, storage)
                if refusal.mayBeAboutTime, clock.correct(by: response, now: time.now) { continue }
                if method == "HEAD", !refusal.isPassing { return response }
                failure = refusal.error
                retryAfter = response.headers["Retry-After"].flatMap { Int64($0) }.map { .seconds(min(max($0, 0), 60)) }
                guard refusal.isPassing else { throw failure }
            case .failure(let error):
                failure = try explained(error)
            }
            failures += 1
            guard let delay = patience.delay(afterFailures: failures, retryAfter: retryAfter, random: random()) else {
                throw failure
            }
            note("\(failure.message); trying again in \(delay.text)")
            try await time.sleep(for: delay)
        }
    }

    /// Returns a link to an object that works without keys until it expires.
    ///
    /// - Parameters:
    ///   - name: The object.
    ///   - lifeSeconds: How long the link can be used.
    /// - Returns: An absolute URL.
    /// - Throws: `PredictionError` with `configuration`.
    func link(to name: String, lifeSeconds: Int? = nil) throws -> String {
        do {
            return try signer.presignedURL(
                url(of: name),
                lifeSeconds: lifeSeconds ?? storage.linkSeconds,
                with: storage.credential,
                scope: scope,
                at: clock.corrected(time.now)
            )
        } catch {
            throw PredictionError(.configuration, "the link to a staged file cannot be signed: \(error)")
        }
    }

    /// A text as the value of a query's item, in the form in which the query is signed.
    static func encoded(_ text: String) -> String { percentEncodedPath(text).replacing("/", with: "%2F") }

    /// The URL of an object, percent-encoded.
    func url(of name: String) -> String {
        let path = percentEncodedPath(name)
        guard !storage.writesBucketInPath, let scheme = storage.origin.firstRange(of: "://") else {
            return "\(storage.origin)/\(storage.bucket)/\(path)"
        }
        let host = storage.origin[scheme.upperBound...]
        return "\(storage.origin[..<scheme.upperBound])\(storage.bucket).\(host)/\(path)"
    }
}

// MARK: - One request

extension S3Client {
    private var scope: SigningScope { SigningScope(region: storage.region, service: "s3") }

    private func sign(_ request: HTTPRequest, _ hash: String) throws -> HTTPRequest {
        do {
            return try signer.sign(
                request,
                bodyHash: hash,
                with: storage.credential,
                scope: scope,
                at: clock.corrected(time.now)
            )
        } catch {
            throw PredictionError(
                .configuration,
                "the request to the staging bucket cannot be signed: \(error)",
                help: "check the region, RUNNER_STAGING_ACCESS_KEY and RUNNER_STAGING_SECRET_KEY"
            )
        }
    }

    private func attempt(
        _ request: HTTPRequest,
        _ progress: @escaping @Sendable (Int64, Int64) -> Void
    ) async -> Result<HTTPResponse, TransportError> {
        do throws(TransportError) {
            return .success(try await transport.send(request, sent: progress))
        } catch {
            return .failure(error)
        }
    }

    /// Throws an error that another attempt cannot fix.
    private func explained(_ error: TransportError) throws -> PredictionError {
        switch error.code {
        case .canceled: throw CancellationError()
        case .dryRun: throw PredictionError(.dryRun, error.message)
        case .file: throw PredictionError(.invalidInput, error.message, help: "check that the file is still there")
        case .badURL, .hostRefused, .tls, .redirectRefused:
            throw PredictionError(
                .configuration,
                "the staging bucket cannot be reached: \(error.message)",
                help: "check the endpoint of the staging address"
            )
        default:
            return PredictionError(
                .serviceUnavailable,
                "the staging bucket cannot be reached: \(error.message)",
                help: "check the network and the endpoint of the staging address, then try again"
            )
        }
    }

    /// The service's time, as far as it is known.
    private final class Clock: Sendable {
        private let state = Mutex<(offset: Duration, isCorrected: Bool)>((.zero, false))

        func corrected(_ now: UTCTime) -> UTCTime { now + state.withLock { $0.offset } }

        /// Adopts the time of an answer, once, when ours is wrong by a minute or more.
        func correct(by response: HTTPResponse, now: UTCTime) -> Bool {
            guard let date = response.headers["Date"].flatMap({ UTCTime(httpDate: $0) }) else { return false }
            let seconds = date.secondsSinceEpoch - now.secondsSinceEpoch
            guard abs(seconds) >= 60 else { return false }
            return state.withLock { state in
                if state.isCorrected { return false }
                state = (.seconds(seconds), true)
                return true
            }
        }
    }
}
