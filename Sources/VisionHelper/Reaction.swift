internal import InferenceKit

/// What to do about a response, or when there is none.
///
/// Indirect, for the reason given in `docs/architecture.md`, "Memory of waiting runs".
indirect enum Reaction: Sendable, Hashable {
    /// Continue with the service's response.
    case accept(VisionSuccess)
    /// Give up: another attempt would not help, or must not be made.
    case fail(PredictionError)
    /// Try again after a pause.
    case tryAgain(PredictionError)
    /// Try again when another task of the account has ended.
    case waitForSlot(PredictionError)
    /// Try again with the service's time.
    case correctClock(PredictionError)
    /// The caller canceled.
    case stop

    /// Reacts to a response.
    ///
    /// A submission is repeated only after a response which says that nothing was accepted. Every other failure of a
    /// submission has an unknown outcome.
    ///
    /// - Parameters:
    ///   - answer: The response.
    ///   - action: The action.
    init(to answer: VisionAnswer, of action: VisionAction) {
        switch answer {
        case .success(let data, let requestID):
            let answer = VisionSuccess(data: data, requestID: requestID)
            if action == .submitTask, answer.taskID == nil {
                // It was accepted, but its video cannot be asked for without its id.
                self = .unknownOutcome("the service did not return a task id", answer.vendor)
            } else {
                self = .accept(answer)
            }
        case .serviceError(let code, let vendor):
            self = Reaction(ServiceRefusal(code: code, httpStatus: vendor.httpStatus), vendor, action)
        case .gatewayError(let code, let vendor):
            self = Reaction(GatewayRefusal(code: code, httpStatus: vendor.httpStatus), vendor, action)
        case .unreadable(let what, let vendor):
            self = Reaction(toUnreadable: what, vendor, action)
        }
    }

    /// Reacts to a page from something in front of the service.
    private init(toUnreadable what: String, _ vendor: PredictionError.VendorDetail, _ action: VisionAction) {
        let status = vendor.httpStatus ?? 0
        let failure = PredictionError(
            .serviceUnavailable,
            "the service returned HTTP \(status) with \(what)",
            help: "try again later; if it continues, look at the BytePlus status page",
            vendor: vendor
        )
        switch status {
        case 429:
            self = .tryAgain(failure)
        case 300...399:
            self = .fail(
                PredictionError(
                    .configuration,
                    "the endpoint returned a redirect (HTTP \(status)), which is not followed",
                    help: "check --endpoint and VISION_ENDPOINT",
                    vendor: vendor
                )
            )
        case 400...499 where action != .getResult && status != 408 && status != 499:
            // Such a page says that the service has not seen the request.
            self = .fail(
                PredictionError(
                    failure.code,
                    failure.message,
                    help: "check that --endpoint and VISION_ENDPOINT name a Vision API",
                    vendor: vendor
                )
            )
        default:
            self = action.isRepeatable ? .tryAgain(failure) : .unknownOutcome(failure.message, vendor)
        }
    }

    /// Reacts when there is no response.
    ///
    /// - Parameters:
    ///   - error: Why there is none.
    ///   - action: The action.
    init(to error: TransportError, of action: VisionAction) {
        let failure = PredictionError(
            .serviceUnavailable,
            error.message,
            help: "check the network and the endpoint, then try again"
        )
        switch error.code {
        case .dryRun:
            self = .fail(PredictionError(.dryRun, error.message))
        case .badURL, .hostRefused, .redirectRefused:
            self = .fail(PredictionError(.configuration, error.message, help: "check --endpoint and VISION_ENDPOINT"))
        case _ where !action.isRepeatable && error.mayHaveReachedServer:
            self = .unknownOutcome(error.message, nil)
        case .canceled:
            self = .stop
        case .tls, .tooLarge, .file:
            self = .fail(failure)
        default:
            self = .tryAgain(failure)
        }
    }

    private init(_ refusal: some Refusal, _ vendor: PredictionError.VendorDetail, _ action: VisionAction) {
        let error = PredictionError(refusal.errorCode, refusal.message, help: refusal.help, vendor: vendor)
        switch refusal.remedy {
        case .none: self = .fail(error)
        case .pause: self = .tryAgain(error)
        case .freeSlot: self = .waitForSlot(error)
        case .rightTime: self = .correctClock(error)
        case .pauseUnlessPaid:
            self = action.isRepeatable ? .tryAgain(error) : .unknownOutcome(error.message, vendor)
        }
    }

    private static func unknownOutcome(_ reason: String, _ vendor: PredictionError.VendorDetail?) -> Reaction {
        .fail(
            PredictionError(
                .outcomeUnknown,
                "the task was submitted, but the response was lost (\(reason)): it may or may not have been accepted and charged",
                help: unknownOutcomeHelp,
                vendor: vendor
            )
        )
    }

    /// Adds the time of the submission to an unknown outcome, which support asks for.
    func dated(_ time: UTCTime) -> Reaction {
        guard case .fail(var error) = self, error.code == .outcomeUnknown else { return self }
        error.message += "; it was sent at \(time.iso8601)"
        return .fail(error)
    }
}
