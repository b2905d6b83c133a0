import InferenceKit
import TestSupport

/// An empty registry, a home of its own, and a place to make sources in.
struct AddScene: Sendable {
    let directory: TestDirectory
    let sources: TestModels

    init() throws {
        directory = try TestDirectory()
        sources = try TestModels()
        try directory.write("registry/.keep", "")
        try directory.write("home/.keep", "")
        try sources.write("greeter", predict: #"Output(greeting: "Hello, \(input.name)")"#)
    }

    /// The registry's directory.
    var registry: String { "\(directory.path)/registry" }

    /// What is in the registry, hidden files too.
    var names: [String] { get throws { try directory.names(in: "registry").filter { $0 != ".keep" } } }

    /// The models in the lock.
    var locked: JSONValue? {
        get throws { try JSONValue(parsing: Array(try directory.read("registry/runner.lock").utf8))["models"] }
    }

    /// `runner` with this registry.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - environment: Its environment.
    ///   - standIn: A script of the stand-ins with its arguments, beside which it runs.
    ///   - whileRunning: Called with its process.
    /// - Returns: What it said, and its status.
    /// - Throws: When it cannot be started, or what `whileRunning` throws.
    func runner(
        _ arguments: [String],
        environment: [String: String] = [:],
        beside standIn: [String] = [],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        let own = [
            "HOME": "\(directory.path)/home", "RUNNER_REGISTRY": registry,
            "RUNNER_STATE": "\(directory.path)/runs.sqlite",
        ]
        var command = ["runner"] + arguments
        if let script = standIn.first {
            let path = "\(Project.directory)/Tests/RunnerEndToEndTests/StandIns/\(script)"
            command =
                ["/usr/bin/env", "python3", path] + standIn.dropFirst() + ["--", "\(Project.products)/runner"]
                + arguments
        }
        return try await run(
            command[0],
            Array(command.dropFirst()),
            environment: own.merging(environment) { $1 },
            in: directory.path,
            whileRunning: whileRunning
        )
    }

    /// `runner add --yes`.
    func add(
        _ source: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        beside standIn: [String] = [],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await runner(
            ["add", source, "--yes"] + arguments,
            environment: environment,
            beside: standIn,
            whileRunning: whileRunning
        )
    }

    /// Runs a script of a shell in the directory of sources.
    @discardableResult
    func shell(_ script: String) async throws -> ProgramRun {
        let environment = [
            "HOME": "\(directory.path)/home", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "LC_ALL": "C.UTF-8",
        ]
        return try await run("/bin/sh", ["-euc", script], environment: environment, in: sources.directory.path)
    }

    /// Runs a Python program in the directory of sources.
    func python(_ program: String, _ arguments: [String] = []) async throws -> ProgramRun {
        try await run("/usr/bin/env", ["python3", "-c", program] + arguments, in: sources.directory.path)
    }

    /// Runs `runner` in a terminal, and types an answer when it asks.
    ///
    /// - Returns: What the terminal showed as the output, and the exit code.
    func inTerminal(_ arguments: [String], typing answer: String) async throws -> ProgramRun {
        try await runInTerminal(
            arguments,
            typing: answer,
            environment: ["HOME": "\(directory.path)/home", "RUNNER_REGISTRY": registry],
            in: directory.path
        )
    }
}

/// Runs `runner` in a terminal, and types an answer when it asks.
///
/// - Returns: What the terminal showed as the output, and the exit code.
func runInTerminal(
    _ arguments: [String],
    typing answer: String,
    environment: [String: String],
    in directory: String
) async throws -> ProgramRun {
    let program = """
        import os, pty, sys
        answer, arguments = sys.argv[1].encode(), sys.argv[2:]
        process, terminal = pty.fork()
        if process == 0:
            os.execv(arguments[0], arguments)
        shown = b""
        while True:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
            if answer and b"[y/N] " in shown:
                os.write(terminal, answer)
                answer = b""
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        sys.stdout.write(shown.decode().replace("\\r\\n", "\\n"))
        sys.exit(status if status >= 0 else 128 - status)
        """
    return try await run(
        "/usr/bin/env",
        ["python3", "-c", program, answer, "\(Project.products)/runner"] + arguments,
        environment: environment,
        in: directory
    )
}
