package import Diagnostics
package import ErrorReporting
internal import InferenceKit

/// Why a model could not be compiled.
package struct ModelBuildError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name.
        package var rawValue: String

        /// Creates a code.
        ///
        /// - Parameter rawValue: The stable name, in kebab case.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The directory has no Swift file, or one that cannot be read.
        package static let unreadableSource = Code(rawValue: "unreadable-source")
        /// There is no Swift compiler.
        package static let noCompiler = Code(rawValue: "no-compiler")
        /// The machine has no file descriptors left, which passes.
        package static let outOfFiles = Code(rawValue: "too-many-open-files")
        /// The modules that models import are not installed with this program.
        package static let noKit = Code(rawValue: "no-kit")
        /// The compiler found errors.
        package static let compileFailed = Code(rawValue: "compile-failed")
        /// The manifest and the code do not agree.
        package static let disagreement = Code(rawValue: "manifest-disagrees")
        /// The compiler took too long.
        package static let compileTimedOut = Code(rawValue: "compile-timed-out")
        /// The compiler crashed, or was killed from outside.
        package static let compilerKilled = Code(rawValue: "compiler-killed")
        /// Compiled code came with the model, but does not match it.
        package static let prebuiltUnusable = Code(rawValue: "prebuilt-unusable")
        /// The cache directory cannot be used.
        package static let cacheUnusable = Code(rawValue: "cache-unusable")
    }

    /// What went wrong.
    package var code: Code
    /// One sentence.
    package var message: String
    /// What to do; empty if the findings say it.
    package var help: String
    /// What the compiler found in the model's files; empty if it did not run, or reported something about no file.
    package var findings: [Diagnostic]
    /// What the compiler printed, for people; empty if it did not run.
    package var compilerOutput: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: One sentence.
    ///   - help: What to do; empty if the findings say it.
    ///   - findings: What the compiler found in the model's files.
    ///   - compilerOutput: What the compiler printed, for people.
    package init(
        _ code: Code,
        _ message: String,
        help: String,
        findings: [Diagnostic] = [],
        compilerOutput: String = ""
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.findings = findings
        self.compilerOutput = compilerOutput
    }

    /// Whether the model is at fault, not the machine.
    package var isAboutModel: Bool {
        [.unreadableSource, .compileFailed, .compileTimedOut, .disagreement].contains(code)
    }

    /// The sentence, the compiler's lines, and what to do.
    package var description: String {
        let output = compilerOutput.isEmpty ? "" : "\n\(compilerOutput)"
        return "\(message)\(output)\(help.isEmpty ? "" : "\nhelp: \(help)")"
    }
}

extension ModelBuildError: ReportedError {
    /// What the error says; what the compiler printed is shown to people, and is `compiler` in JSON.
    package var report: ErrorReport {
        ErrorReport(
            code: code.rawValue,
            message: message,
            longMessage: compilerOutput.isEmpty ? nil : "\(message)\n\(compilerOutput)",
            help: help.isEmpty ? nil : help,
            exitStatus: exitStatus,
            details: compilerOutput.isEmpty ? [:] : ["compiler": .string(compilerOutput)]
        )
    }

    private var exitStatus: ExitStatus {
        switch code {
        case .noCompiler, .noKit, .prebuiltUnusable, .cacheUnusable: .configuration
        case .outOfFiles: .unfinished
        default: .failure
        }
    }
}
