/// How a run reports to whoever started it.
package protocol RunChannel: Sendable {
    /// Passes something on, without waiting.
    func report(_ report: RunReport)

    /// Passes on where a step stands and waits until that is noted.
    ///
    /// - Throws: `CancellationError`, or an error when nobody is there to note it.
    func record(_ step: StepRecord) async throws
}

/// Something that a run tells while it goes on.
package enum RunReport: Sendable, Hashable {
    /// What is going on, a few words.
    case progress(String)
    /// Something that may surprise the user.
    case warning(String)
    /// A line for the run's log.
    case log(String)
    /// The service's name for work that was started.
    case task(String)
}

/// Where a step of a run stands.
package struct StepRecord: Sendable, Hashable, Codable {
    /// The stations of a step.
    package enum Phase: String, Sendable, Codable {
        /// The body is about to run.
        case began
        /// The body returned.
        case succeeded
        /// The body threw, and nothing came of it.
        case failed
        /// The body threw, and nobody knows what came of it.
        case unknown
    }

    /// What the step is.
    package var name: String
    /// Whether it may cost money.
    package var paid: Bool
    /// Where it stands.
    package var phase: Phase

    /// Creates a record.
    ///
    /// - Parameters:
    ///   - name: What the step is.
    ///   - paid: Whether it may cost money.
    ///   - phase: Where it stands.
    package init(name: String, paid: Bool, phase: Phase) {
        self.name = name
        self.paid = paid
        self.phase = phase
    }
}
