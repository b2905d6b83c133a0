import InferenceKit

extension Answer {
    /// The answer of a fault that keeps a request from being carried out; `nil` for other faults.
    ///
    /// - Parameter fault: What goes wrong.
    /// - Returns: The whole answer; the caller makes an error page in JSON, since it knows the form.
    static func instead(of fault: Fault?) -> Answer? {
        switch fault?.effect {
        case .resetBefore: return .reset
        case .dead(let status): return .page(status).retrying(after: fault)
        case .page(let status, .html): return .page(status).retrying(after: fault)
        case .page(let status, .empty):
            return Answer(status: status, headers: [:], body: .bytes([])).retrying(after: fault)
        default: return nil
        }
    }

    /// The answer as a fault changes it.
    ///
    /// - Parameter fault: What goes wrong.
    /// - Returns: The answer as it is sent.
    func spoiled(by fault: Fault?) -> Answer {
        var answer = self
        switch fault?.effect {
        case .resetAfter: answer.delivery = .reset
        case .cut: answer.delivery = .half(wait: .zero)
        case .stall(let duration): answer.delivery = .half(wait: duration)
        case .slow(let duration): answer.delay = duration
        case .noLength: answer.declaresLength = false
        case .html: return .page(200)
        default: break
        }
        return answer
    }

    /// The answer with the `Retry-After` header of a fault.
    ///
    /// - Parameter fault: What goes wrong.
    /// - Returns: The answer as it is sent.
    func retrying(after fault: Fault?) -> Answer {
        guard let seconds = fault?.retryAfter?.components.seconds else { return self }
        var answer = self
        answer.headers["Retry-After"] = String(seconds)
        return answer
    }
}
