/// Something that goes wrong on demand.
package struct Fault: Sendable, Hashable {
    /// Where it happens.
    enum Target: Sendable, Hashable {
        /// An action of a service, by its name.
        case action(String)
        /// Any action of a service.
        case anyAction
        /// The download of a finished video.
        case video
        /// The download of a mask.
        case mask
        /// The upload of a file.
        case upload
        /// The emulator's own download of a picture, of speech or of a mask.
        case fetch
    }

    /// What goes wrong.
    enum Effect: Sendable, Hashable {
        /// The service refuses with one of its own codes; the request is not carried out.
        case refusal(code: String, status: Int?)
        /// The service refuses the access key and repeats it in its message; the request is not carried out.
        case keyRepeated
        /// A proxy answers with an error page; the request is not carried out.
        case page(status: Int, ErrorPage)
        /// The connection is reset; the request is not carried out.
        case resetBefore
        /// The request is carried out and the connection is reset instead of an answer.
        case resetAfter
        /// The first half of the answer's body, then the end of the connection.
        case cut
        /// The first half of the answer's body, then nothing for a while, then the end of the connection.
        case stall(Duration)
        /// The answer comes later.
        case slow(Duration)
        /// The answer is a page in HTML with HTTP status 200.
        case html
        /// The answer is a success without its data.
        case nullData
        /// The answer does not declare its length.
        case noLength
        /// The task is reported with this status.
        case taskStatus(String)
        /// The task, or a part of what was asked for, is reported as failed with this code.
        case taskFailed(code: String)
        /// The task is reported as done, without a link to its video.
        case noLink
        /// The file is not available: an error of this HTTP status.
        case dead(status: Int)
        /// The service's clock is off by this much.
        case skew(Duration)
    }

    /// The form of an error page.
    enum ErrorPage: String, Sendable, CaseIterable {
        /// The service's JSON.
        case json
        /// HTML, as web servers write.
        case html
        /// Nothing at all.
        case empty
    }

    /// Where it happens.
    var target: Target

    /// What goes wrong.
    var effect: Effect

    /// The value of a refusal's `Retry-After` header.
    var retryAfter: Duration?

    /// How often it happens; `nil` for always.
    var count: Int?

    /// The text that it was read from.
    var text: String
}

extension Fault.Target {
    /// Whether a fault with this target concerns something that happens at another one.
    ///
    /// - Parameter other: Where something happens.
    /// - Returns: True for the same target, and for any action when this is one of all.
    func covers(_ other: Fault.Target) -> Bool {
        if case .action = other, self == .anyAction { return true }
        return self == other
    }
}

extension Fault.Effect {
    /// Whether the effect is an answer that can have a `Retry-After` header.
    var isRefusal: Bool {
        switch self {
        case .refusal, .page: true
        default: false
        }
    }
}
