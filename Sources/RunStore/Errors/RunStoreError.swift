package import ErrorReporting

/// Why the store of runs cannot do what it was asked, and what to do about it.
package struct RunStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name, in kebab case.
        package var rawValue: String

        /// Creates a code.
        ///
        /// - Parameter rawValue: The stable name, in kebab case.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// No run has this name.
        package static let noSuchRun = Code(rawValue: "no-such-run")
        /// Several runs have a name that begins like this.
        package static let ambiguousRun = Code(rawValue: "ambiguous-run")
        /// Another process is working on the run.
        package static let locked = Code(rawValue: "locked")
        /// Another process has taken the run over.
        package static let leaseLost = Code(rawValue: "lease-lost")
        /// A record contradicts what was recorded before, or a paid step would begin a second time.
        package static let stepConflict = Code(rawValue: "step-conflict")
        /// The account has no slot for another task now, or may not submit another yet.
        package static let noSlot = Code(rawValue: "no-slot")
        /// The caller has given this name to a run that was asked for something else.
        package static let nameTaken = Code(rawValue: "run-name-taken")
        /// The run would exceed the limit on cost.
        package static let overBudget = Code(rawValue: "over-budget")
        /// A token with this name is in use.
        package static let tokenNameTaken = Code(rawValue: "token-name-taken")
        /// No token in use has this name.
        package static let noSuchToken = Code(rawValue: "no-such-token")
        /// No webhook message has this name.
        package static let noSuchMessage = Code(rawValue: "no-such-message")
        /// The store was written by a newer version.
        package static let newerVersion = Code(rawValue: "newer-version")
        /// The store cannot be read or written.
        package static let unusable = Code(rawValue: "store-unusable")
    }

    /// What went wrong.
    package var code: Code
    /// What happened.
    package var message: String
    /// What to do.
    package var help: String?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: What happened.
    ///   - help: What to do.
    package init(_ code: Code, _ message: String, help: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
    }

    /// What happened and what to do.
    package var description: String { help.map { "\(message)\nhelp: \($0)" } ?? message }
}

extension RunStoreError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(code: code.rawValue, message: message, help: help, exitStatus: exitStatus)
    }

    private var exitStatus: ExitStatus {
        switch code {
        case .noSuchRun, .ambiguousRun, .nameTaken, .tokenNameTaken, .noSuchToken, .noSuchMessage: .usage
        case .locked, .leaseLost: .unfinished
        case .overBudget: .notPermitted
        case .newerVersion, .unusable: .configuration
        default: .failure
        }
    }
}
