package import ErrorReporting
internal import InferenceKit

/// Decides when a command with many runs stops submitting: a locked account, or a service that fails again and again, costs no more money.
///
/// It opens when the account itself is refused, or when three submissions in a row fail in the same way. It stays open: what is wrong needs a
/// person. Runs that are paid already are not its business.
package struct CircuitBreaker: Sendable, Hashable {
    /// Why nothing more is submitted.
    package struct Trip: Sendable, Hashable {
        /// What the last run failed with.
        package let cause: ErrorReport
        /// How many runs in a row have failed in this way; 1 when the account itself is refused.
        package let count: Int

        /// One sentence.
        package var text: String {
            count == 1
                ? "no more tasks are submitted, because the account or its settings were rejected: \(cause.message)"
                : "no more tasks are submitted, because \(count) runs in a row failed in the same way: \(cause.message)"
        }
    }

    /// How many equal failures in a row open it.
    package static let mostFailures = 3

    /// Why it is open; `nil` while it is closed.
    package private(set) var trip: Trip?
    private var last: ErrorReport?
    private var count = 0

    /// Creates a closed one.
    package init() {}

    /// Notes that a run has succeeded, or that its submission was accepted.
    package mutating func noteSuccess() {
        last = nil
        count = 0
    }

    /// Notes that a run has failed.
    ///
    /// - Parameter report: What it failed with. What the user did, such as to stop waiting, is not a failure.
    package mutating func noteFailure(_ report: ErrorReport) {
        guard report.exitStatus != .interrupted, report.exitStatus != .unfinished, trip == nil else { return }
        if Self.isOfAccount(report) {
            trip = Trip(cause: report, count: 1)
            return
        }
        count = last.map { Self.isSame($0, report) } == true ? count + 1 : 1
        last = report
        if count >= Self.mostFailures { trip = Trip(cause: report, count: count) }
    }

    /// Whether a failure would hit every other run of the account as well: keys, permission, money, settings.
    private static func isOfAccount(_ report: ErrorReport) -> Bool {
        [.notPermitted, .configuration].contains(report.exitStatus)
    }

    /// Whether two runs failed in the same way; the words may differ, such as by a name or a time.
    private static func isSame(_ one: ErrorReport, _ other: ErrorReport) -> Bool {
        one.code == other.code && one.vendor?.code == other.vendor?.code
            && one.vendor?.httpStatus == other.vendor?.httpStatus
    }
}
