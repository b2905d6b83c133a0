import ErrorReporting

/// Exit codes as help texts list them.
enum ExitCodeText {
    /// All exit codes with their meanings, one a line.
    static var table: String {
        let lines = ExitStatus.allCases.map { status in
            let code = String(status.rawValue)
            return "  \(String(repeating: " ", count: 3 - code.count))\(code)  \(status.meaning)"
        }
        return "Exit codes:\n" + lines.joined(separator: "\n")
    }

    /// The exit codes of one command.
    ///
    /// - Parameter codes: The codes with their meanings for this command.
    /// - Returns: One sentence.
    static func sentence(_ codes: KeyValuePairs<ExitStatus, String>) -> String {
        "Exit codes: " + codes.map { "\($0.rawValue) \($1)" }.joined(separator: "; ") + "."
    }
}
