internal import InferenceKit
internal import Sandbox

/// The sandbox of this worker.
enum WorkerSandbox {
    /// Confines this process by the rules that the runner passed.
    ///
    /// - Parameter arguments: The rules, or `--unsafe` to apply none.
    /// - Throws: `SandboxError`; the process must end then.
    static func enter(_ arguments: some Collection<String>) throws(SandboxError) {
        guard arguments.first != "--unsafe" else { return Confinement.protectKeys() }
        var arguments = Array(arguments)
        let rules = try SandboxRules(takingFrom: &arguments)
        if let rest = arguments.first { throw SandboxError(.badRules, "the argument '\(rest)' is unknown") }
        try Confinement.apply(rules.withSystem(libraries: SandboxRules.loadedLibraryDirectories()))
    }

    /// Confines this process by the rules of a program that it is about to become.
    ///
    /// - Parameter arguments: The rules, `--`, and the program with its arguments.
    /// - Returns: The program with its arguments.
    /// - Throws: `SandboxError`; the process must end then.
    static func enter(before arguments: [String]) throws(SandboxError) -> [String] {
        var arguments = arguments
        let rules = try SandboxRules(takingFrom: &arguments)
        guard arguments.first == "--", arguments.count > 1 else { throw SandboxError(.badRules, "no program is named") }
        try Confinement.apply(rules.withSystem(libraries: SandboxRules.loadedLibraryDirectories()))
        return Array(arguments.dropFirst())
    }

    /// Sentences about system calls that the sandbox has refused since the last question.
    static func takeWarnings() -> [String] {
        let calls = Confinement.takeRefusedCalls()
        guard !calls.isEmpty else { return [] }
        let names = calls.map { "'\($0)'" }.joined(separator: ", ")
        return [
            "the sandbox refused the model \(names): a model cannot start programs or reach other processes"
        ]
    }
}

extension PredictionError {
    /// The error of a model, with what it may do when it looks like the sandbox caused it.
    ///
    /// - Parameter error: What the model threw.
    init(ofModel error: any Error) {
        self.init(error)
        guard !(error is PredictionError), code == .modelFailed,
            ["permission", "not permitted"].contains(where: message.lowercased().contains)
        else { return }
        help =
            "the model runs in a sandbox: it can read its inputs and its directory, and write its scratch directory and "
            + "declared outputs; declare other files as inputs in inf.yml, and write outputs in place, not atomically"
    }
}
