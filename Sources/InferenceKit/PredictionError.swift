/// Why a prediction failed, in the user's terms, with everything that the service said.
public struct PredictionError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// What kind of failure it is: an open set that determines the exit code.
    ///
    /// Unknown codes count as ``modelFailed``.
    public struct Code: RawRepresentable, Sendable, Hashable, Codable {
        /// The stable name, in kebab case.
        public var rawValue: String

        /// Creates a code.
        ///
        /// - Parameter rawValue: The stable name, in kebab case.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// An input cannot be used; nothing was paid.
        public static let invalidInput = Code(rawValue: "invalid-input")
        /// The service's content check refused an input or the result.
        public static let contentRefused = Code(rawValue: "content-refused")
        /// A secret that the model needs is not set.
        public static let missingSecret = Code(rawValue: "missing-secret")
        /// The service does not accept the keys, or they lack the permission.
        public static let accessDenied = Code(rawValue: "access-denied")
        /// A setting such as the endpoint cannot be used.
        public static let configuration = Code(rawValue: "configuration")
        /// The service cannot be reached, or kept failing after the retries.
        public static let serviceUnavailable = Code(rawValue: "service-unavailable")
        /// The service accepted the task and then reported that it failed or is gone.
        public static let taskFailed = Code(rawValue: "task-failed")
        /// A paid request was sent and its response was lost: it may or may not have been accepted.
        public static let outcomeUnknown = Code(rawValue: "outcome-unknown")
        /// The run's time limit was reached before the service had finished.
        public static let deadlineExceeded = Code(rawValue: "deadline-exceeded")
        /// The result was made but cannot be fetched, or is not what the manifest declares.
        public static let outputUnavailable = Code(rawValue: "output-unavailable")
        /// An output file cannot be written.
        public static let cannotWrite = Code(rawValue: "cannot-write")
        /// The run was canceled.
        public static let canceled = Code(rawValue: "canceled")
        /// The run was to be canceled, but the work that it started at a service could not be and continues.
        public static let notCanceled = Code(rawValue: "not-canceled")
        /// Nothing may be sent in a dry run; not a failure.
        public static let dryRun = Code(rawValue: "dry-run")
        /// The model failed in any other way.
        public static let modelFailed = Code(rawValue: "model-failed")
    }

    /// The service's own words about the failure, unchanged.
    public struct VendorDetail: Sendable, Hashable, Codable {
        /// The service's own code, such as `50411` or `SignatureDoesNotMatch`.
        public var code: String?
        /// The service's own message.
        public var message: String?
        /// The HTTP status that came with it.
        public var httpStatus: Int?
        /// The request id that the service's support asks for.
        public var requestID: String?

        /// Creates a detail.
        ///
        /// - Parameters:
        ///   - code: The service's own code.
        ///   - message: The service's own message.
        ///   - httpStatus: The HTTP status that came with it.
        ///   - requestID: The request id that the service's support asks for.
        public init(code: String? = nil, message: String? = nil, httpStatus: Int? = nil, requestID: String? = nil) {
            self.code = code
            self.message = message
            self.httpStatus = httpStatus
            self.requestID = requestID
        }
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened, one sentence without secrets.
    public var message: String
    /// What to do about it.
    public var help: String?
    /// What the service said.
    public var vendor: VendorDetail?
    /// The service's id of the work that was started, if any was.
    public var taskID: String?
    /// How long the service asked to wait before the next attempt; not recorded.
    public var retryAfter: Duration?

    private enum CodingKeys: CodingKey {
        case code, message, help, vendor, taskID
    }

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What kind of failure it is.
    ///   - message: What happened, one sentence without secrets.
    ///   - help: What to do about it.
    ///   - vendor: What the service said.
    ///   - taskID: The service's id of the work that was started.
    public init(
        _ code: Code,
        _ message: String,
        help: String? = nil,
        vendor: VendorDetail? = nil,
        taskID: String? = nil
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.vendor = vendor
        self.taskID = taskID
    }

    /// Whether nothing is left to fetch, so that it is of no use to continue a run that was paid for.
    ///
    /// After any other error (of the network, the disk, the keys, the model itself) the result is still at the service.
    package var isFinal: Bool {
        switch code {
        case .taskFailed, .contentRefused, .canceled: true
        // The service found it only after it had accepted the task.
        case .invalidInput: taskID != nil
        default: false
        }
    }

    /// The sentence, the service's words, and what to do, on several lines.
    public var description: String {
        var lines = [message]
        if let said = vendor?.text { lines.append(said) }
        if let taskID { lines.append("task: \(taskID)") }
        if let help { lines.append("help: \(help)") }
        return lines.joined(separator: "\n")
    }
}

extension PredictionError.VendorDetail {
    /// What the service said in one line, such as `the service said: 50411 Pre Img Risk Not Pass, HTTP 400`; `nil` when it said nothing.
    package var text: String? {
        guard code != nil || message != nil || requestID != nil else { return nil }
        let said = [code, message].compactMap(\.self).joined(separator: " ")
        var facts = said.isEmpty ? [] : ["the service said: \(said)"]
        if let status = httpStatus { facts.append("HTTP \(status)") }
        if let requestID { facts.append("request id \(requestID)") }
        return facts.joined(separator: ", ")
    }
}
