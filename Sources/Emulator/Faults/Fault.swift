/// Something that goes wrong on demand.
package struct Fault: Sendable, Hashable {
    /// Where it happens.
    enum Target: Sendable, Hashable {
        /// An action of the service.
        case action(VisionAction)
        /// Any action of the service.
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
        /// The service refuses; the request is not carried out.
        case business(BusinessCode)
        /// The gateway refuses; the request is not carried out.
        case gateway(GatewayError)
        /// Something in between answers with an error page; the request is not carried out.
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
        /// The answer's `data` is `null` although it is a success.
        case nullData
        /// The answer does not declare its length.
        case noLength
        /// The task is said to have this status.
        case taskStatus(String)
        /// The file cannot be had: an error of this HTTP status.
        case dead(status: Int)
        /// The service's clock is off by this much.
        case skew(Duration)
    }

    /// The form of an error page.
    enum ErrorPage: String, Sendable, CaseIterable {
        /// The gateway's JSON.
        case json
        /// A page as of a web server.
        case html
        /// Nothing at all.
        case empty
    }

    /// Where it happens.
    var target: Target

    /// What goes wrong.
    var effect: Effect

    /// What the `Retry-After` header of a refusal says.
    var retryAfter: Duration?

    /// How often it happens; `nil` for always.
    var count: Int?

    /// The text that it was read from.
    var text: String
}

// MARK: - Targets by name

extension Fault.Target {
    /// Every target with the name that it has in a specification.
    static let named: [(name: String, target: Fault.Target)] =
        VisionAction.allCases.map { ($0.rawValue, .action($0)) }
        + [("any", .anyAction), ("video", .video), ("mask", .mask), ("upload", .upload), ("fetch", .fetch)]

    /// Whether a fault with this target concerns something that happens at another one.
    ///
    /// - Parameter other: Where something happens.
    /// - Returns: True for the same target, and for any action when this is one of all.
    func covers(_ other: Fault.Target) -> Bool {
        if case .action = other, self == .anyAction { return true }
        return self == other
    }
}
