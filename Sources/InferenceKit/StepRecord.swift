/// The state of a step of a run, as it is recorded.
package struct StepRecord: Sendable, Hashable, Codable {
    /// The phases of a step.
    package enum Phase: String, Sendable, Codable {
        /// The body is about to run.
        case began
        /// The body returned.
        case succeeded
        /// The body threw, and had no effect.
        case failed
        /// The body threw, and its effect is unknown.
        case unknown
    }

    /// The step's name.
    package var name: String
    /// How many steps with this name have succeeded before in the run; a failed step begins again with the same ordinal.
    package var ordinal: Int
    /// Whether it may cost money.
    package var paid: Bool
    /// Its phase.
    package var phase: Phase
    /// The result of the body, with ``Phase/succeeded``.
    package var result: JSONValue?
    /// The error of the body, with ``Phase/failed`` and ``Phase/unknown``.
    package var error: PredictionError?
    /// Where links in the result lead that an answer of the service has brought, as `https://host:port`; `nil` for none.
    ///
    /// The worker's transport says so, not the model, which can return any link: a run that continues connects to these only.
    package var linkedHosts: [String]?

    /// Creates a record.
    ///
    /// - Parameters:
    ///   - name: The step's name.
    ///   - ordinal: How many steps with this name have succeeded before in the run.
    ///   - paid: Whether it may cost money.
    ///   - phase: Its phase.
    ///   - result: The result of the body.
    ///   - error: The error of the body.
    ///   - linkedHosts: Where links in the result lead that an answer of the service has brought.
    package init(
        name: String,
        ordinal: Int = 0,
        paid: Bool,
        phase: Phase,
        result: JSONValue? = nil,
        error: PredictionError? = nil,
        linkedHosts: [String]? = nil
    ) {
        self.name = name
        self.ordinal = ordinal
        self.paid = paid
        self.phase = phase
        self.result = result
        self.error = error
        self.linkedHosts = linkedHosts
    }

    /// Whether it cost money, or is taken to have: a paid body returned.
    package var isPaidFor: Bool { paid && phase == .succeeded }

    /// Whether it may have cost money and nothing says whether it did: a paid body began, and its end is missing or unknown.
    package var isUndecided: Bool { paid && (phase == .began || phase == .unknown) }
}

/// A step of an earlier part of a run, as a run that is resumed gets it back.
///
/// Only the last word about each step of a name and ordinal is given back, in the order in which these were recorded, and only
/// what matters: results, and paid steps whose outcome is not known.
package struct RecordedStep: Sendable, Hashable, Codable {
    /// What was recorded.
    package var record: StepRecord
    /// Whether the result is as the body returned it; not so when parts that must not be kept, such as the query of a signed
    /// link, were left out.
    package var isComplete: Bool
    /// When it was recorded, in seconds since 1970-01-01T00:00:00Z.
    package var secondsSinceEpoch: Int64
    /// The service's name for the work of a paid step of unknown outcome, as the user has found it out.
    package var knownTask: String?

    /// Creates a step.
    ///
    /// - Parameters:
    ///   - record: What was recorded.
    ///   - isComplete: Whether the result is as the body returned it.
    ///   - secondsSinceEpoch: When it was recorded.
    package init(_ record: StepRecord, isComplete: Bool, secondsSinceEpoch: Int64) {
        self.record = record
        self.isComplete = isComplete
        self.secondsSinceEpoch = secondsSinceEpoch
    }
}

/// The version of an output file of which a part has arrived.
package struct PartialDownload: Sendable, Hashable, Codable {
    /// The name of the output in the manifest.
    package var output: String
    /// Where the part is.
    package var path: String
    /// The server's strong entity tag for the whole file, RFC 9110 §8.8.3; empty when nothing identifies the file, so that the
    /// download cannot be continued.
    package var entityTag: String
    /// The length of the whole file in bytes.
    package var totalBytes: Int64

    /// Describes a part.
    ///
    /// - Parameters:
    ///   - output: The name of the output in the manifest.
    ///   - path: Where the part is.
    ///   - entityTag: The server's strong entity tag for the whole file.
    ///   - totalBytes: The length of the whole file in bytes.
    package init(output: String, path: String, entityTag: String, totalBytes: Int64) {
        self.output = output
        self.path = path
        self.entityTag = entityTag
        self.totalBytes = totalBytes
    }
}
