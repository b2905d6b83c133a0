internal import InferenceKit

/// Signs one request, sends it, and decides what to do about the response.
///
/// A class for the reason given in `docs/architecture.md`, "Memory of waiting runs".
final class VisionExchange: Sendable {
    /// What one exchange came to.
    struct Outcome: Sendable {
        /// What to do about it.
        var reaction: Reaction
        /// How long the service asked to wait.
        var retryAfter: Duration?
        /// What time it is at the service, when it refuses ours.
        var serverTime: UTCTime?

        /// Whether the service did what it was asked.
        var isAccepted: Bool { if case .accept = reaction { true } else { false } }

        /// The service's response, for the record of a step.
        ///
        /// - Throws: Why the service did not do what it was asked.
        func answer() throws(PredictionError) -> VisionSuccess {
            switch reaction {
            case .accept(let answer): return answer
            case .fail(let error), .tryAgain(let error), .waitForSlot(let error), .correctClock(let error): throw error
            case .stop: throw PredictionError(.canceled, "the run was canceled")
            }
        }

        /// The service's response.
        ///
        /// - Throws: ``Refused``, which says whether another attempt may succeed.
        func success() throws(Refused) -> VisionSuccess {
            if case .accept(let answer) = reaction { return answer }
            throw Refused(outcome: self)
        }
    }

    /// An attempt without success.
    struct Refused: Error {
        /// What the exchange came to.
        var outcome: Outcome
    }

    private let endpoint: VisionEndpoint
    private let credential: Credential
    private let transport: any Transport
    private let signer: any RequestSigner
    private let time: any TimeSource
    private let skew = ClockSkew()

    init(endpoint: VisionEndpoint, credential: Credential, setup: Setup) {
        self.endpoint = endpoint
        self.credential = credential
        transport = setup.transport
        signer = setup.signer(.bytePlus)
        time = setup.time
    }

    /// Makes one exchange.
    ///
    /// - Parameters:
    ///   - action: What to do.
    ///   - form: Its fields.
    ///   - remaining: The time that the run has left. A submission that starts in time has its own minute to finish, because
    ///     its response identifies what was paid for.
    /// - Returns: The outcome.
    func attempt(_ action: VisionAction, _ form: VisionForm, within remaining: Duration) async -> Outcome {
        do {
            let request = try request(action, form, within: remaining)
            let sent = time.now
            return outcome(of: await send(request, abandonable: action.isRepeatable), action, sent: sent)
        } catch {
            return Outcome(reaction: .fail(error))
        }
    }

    /// Adopts the service's time.
    ///
    /// - Parameter serverTime: The `Date` header of a response that refused ours.
    /// - Returns: Whether there was one.
    func correctClock(to serverTime: UTCTime?) -> Bool {
        guard let serverTime else { return false }
        skew.correct(to: serverTime, now: time.now)
        return true
    }

    /// Sends a request; one that must not be abandoned is finished even when the task is canceled.
    private func send(_ request: HTTPRequest, abandonable: Bool) async -> Result<HTTPResponse, TransportError> {
        let transport = transport
        let exchange = { @Sendable () async -> Result<HTTPResponse, TransportError> in
            do throws(TransportError) {
                return .success(try await transport.send(request))
            } catch {
                return .failure(error)
            }
        }
        return abandonable ? await exchange() : await Task(operation: exchange).value
    }
}

// MARK: - Before and after the wait

// Not inlined, for the reason given in `docs/architecture.md`, "Memory of waiting runs".
extension VisionExchange {
    /// The signed request.
    @inline(never)
    private func request(
        _ action: VisionAction,
        _ form: VisionForm,
        within remaining: Duration
    ) throws(PredictionError) -> HTTPRequest {
        guard remaining > .zero else {
            throw PredictionError(
                .deadlineExceeded,
                "the run's time limit was reached before \(action.rawValue)",
                help: "allow more time with --timeout"
            )
        }
        let request = HTTPRequest(
            "POST",
            endpoint.url(action),
            headers: ["Content-Type": "application/json", "Accept": "application/json"],
            body: .bytes(form.body),
            timeout: action.isRepeatable ? min(action.timeout, remaining) : action.timeout,
            isIdempotent: action.isRepeatable
        )
        do {
            return try signer.sign(request, with: credential, scope: endpoint.scope, at: skew.corrected(time.now))
        } catch {
            throw PredictionError(.configuration, "the request cannot be signed: \(error)")
        }
    }

    /// What to do about the response, or when there is none.
    @inline(never)
    private func outcome(
        of result: Result<HTTPResponse, TransportError>,
        _ action: VisionAction,
        sent: UTCTime
    ) -> Outcome {
        switch result {
        case .success(let response):
            var outcome = Outcome(reaction: Reaction(to: VisionAnswer(response), of: action).dated(sent))
            outcome.retryAfter = response.retryAfter(now: time.now)
            if case .correctClock = outcome.reaction {
                outcome.serverTime = response.headers["Date"].flatMap { UTCTime(httpDate: $0) }
            }
            return outcome
        case .failure(let error):
            return Outcome(reaction: Reaction(to: error, of: action).dated(sent))
        }
    }
}
