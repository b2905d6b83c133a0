internal import InferenceKit

/// A code with which the API refuses or fails, in our words; see `docs/ark-api.md`, section "Codes".
struct ARKRefusal: Sendable, Hashable {
    /// What may resolve a refusal without the user.
    enum Remedy: Sendable, Hashable {
        /// Nothing.
        case none
        /// Time; the refusal says for certain that nothing was accepted.
        case pause
        /// Time, but a creation may still have been accepted.
        case pauseUnlessPaid
    }

    /// What kind of failure it is to the user.
    let errorCode: PredictionError.Code
    /// What happened, one sentence.
    let message: String
    /// What to do.
    let help: String
    /// What may resolve it without the user.
    let remedy: Remedy

    init(
        _ errorCode: PredictionError.Code,
        _ message: String,
        _ help: String,
        _ remedy: Remedy = .none
    ) {
        self.errorCode = errorCode
        self.message = message
        self.help = help
        self.remedy = remedy
    }

    /// Looks a code up: the whole code, then without its last parts; an unknown one is judged by its HTTP status.
    ///
    /// - Parameters:
    ///   - code: The member `error.code`, such as `InvalidParameter.size`; empty when there is none.
    ///   - parameter: The field that the service refuses.
    ///   - httpStatus: The status that came with it; `nil` for the error of a task.
    init(code: String, parameter: String?, httpStatus: Int?) {
        var word = code[...]
        while !word.isEmpty {
            if let known = Self.table[String(word)] {
                self = known.naming(parameter ?? Self.field(in: code, after: String(word)))
                return
            }
            word = word.lastIndex(of: ".").map { word[..<$0] } ?? ""
        }
        self = Self.sensitive(code) ?? Self.unknown(code, httpStatus ?? 0)
    }

    /// The codes that are known.
    static var codes: Set<String> { Set(table.keys) }

    private func naming(_ field: String?) -> ARKRefusal {
        guard let field else { return self }
        return ARKRefusal(errorCode, message.replacing("a field", with: "the field '\(field)'"), help, remedy)
    }

    /// The field in `InvalidParameter.size`.
    private static func field(in code: String, after word: String) -> String? {
        let rest = code.dropFirst(word.count + 1)
        return rest.first?.isLowercase == true ? vendorText(String(rest)) : nil
    }

    private static func unknown(_ code: String, _ status: Int) -> ARKRefusal {
        let message =
            code.isEmpty
            ? "the service returned HTTP \(status) without an error code"
            : "the service returned the unknown error code '\(vendorText(code))'"
        let help = "look up the code in the ModelArk documentation, and report it to this project"
        return switch status {
        case 401, 403: ARKRefusal(.accessDenied, message, help)
        case 404: ARKRefusal(.configuration, message, "check that --endpoint and ARK_ENDPOINT name an ARK API")
        case 429: ARKRefusal(.serviceUnavailable, message, "try again later", .pause)
        case 408, 499, 500...: ARKRefusal(.serviceUnavailable, message, "try again later", .pauseUnlessPaid)
        case 300...399:
            ARKRefusal(
                .configuration,
                "the endpoint returned a redirect (HTTP \(status)), which is not followed",
                "check --endpoint and ARK_ENDPOINT"
            )
        case 400...499: ARKRefusal(.invalidInput, message, help)
        // A success that cannot be read.
        default: ARKRefusal(.serviceUnavailable, message, "try again later", .pauseUnlessPaid)
        }
    }
}
