package import ErrorReporting

extension ServiceLimits {
    /// Reads the limits from `RUNNER_SLOTS`, `RUNNER_SUBMISSIONS_PER_MINUTE` and `RUNNER_ACCOUNT`.
    ///
    /// - Parameter environment: The environment.
    /// - Throws: ``LimitsProblem`` for a text that is not a list such as `example=1,other=10`.
    package init(environment: [String: String]) throws(LimitsProblem) {
        self.init(
            slots: try Self.counts(environment, "RUNNER_SLOTS", "its number of tasks"),
            submissionsPerMinute: try Self.counts(
                environment,
                "RUNNER_SUBMISSIONS_PER_MINUTE",
                "its number of submissions"
            ),
            account: try Self.account(environment)
        )
    }

    private static func counts(
        _ environment: [String: String],
        _ variable: String,
        _ meaning: String
    ) throws(LimitsProblem) -> [String: Int] {
        var counts: [String: Int] = [:]
        let text = environment[variable] ?? ""
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty, let count = Int(sides[1]), count > 0 else {
                throw LimitsProblem(
                    message: "\(variable) is '\(text)', where '\(part)' is not a service and \(meaning)",
                    help: "write, for example: \(variable)=example=1"
                )
            }
            guard counts.updateValue(count, forKey: String(sides[0])) == nil else {
                throw LimitsProblem(
                    message: "\(variable) is '\(text)', which lists the service '\(sides[0])' twice",
                    help: "list each service once"
                )
            }
        }
        return counts
    }

    private static func account(_ environment: [String: String]) throws(LimitsProblem) -> String? {
        guard let name = environment["RUNNER_ACCOUNT"], !name.isEmpty else { return nil }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, name.utf8.count <= 64 else {
            throw LimitsProblem(
                message: "RUNNER_ACCOUNT is not a plain word",
                help: "use up to 64 letters, digits, dots, dashes and underscores; it is a name of your own, not a key"
            )
        }
        return name
    }
}

/// What is wrong with a setting of limits.
package struct LimitsProblem: Error, Sendable, Hashable {
    /// What is wrong, one phrase.
    package var message: String
    /// What to write instead.
    package var help: String
}

extension LimitsProblem: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(code: "configuration", message: message, help: help, exitStatus: .configuration)
    }
}
