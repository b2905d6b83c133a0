internal import Processes
internal import SystemReasons

extension Toolchain {
    /// Asks the compiler for its version.
    ///
    /// - Parameter environment: The environment, of which the compiler gets only what it needs.
    /// - Returns: The line with the version, such as `Swift version 6.3 (swift-6.3-RELEASE)`.
    /// - Throws: ``ModelBuildError`` with `no-compiler` if it does not answer, or `CancellationError`.
    package func version(environment: [String: String]) async throws -> String {
        let environment = environment.filter { Self.neededVariables.contains($0.key) }
        guard
            case .finished(let output, .exited(0)) = try await run(
                ["--version"],
                environment: environment,
                timeLimit: .seconds(20)
            ),
            let line = output.split(separator: "\n").first(where: { $0.contains("Swift version") })
        else {
            throw ModelBuildError(
                .noCompiler,
                "the Swift compiler '\(compiler)' does not report a version",
                help: "reinstall Swift 6.3"
            )
        }
        return String(line)
    }

    /// Checks that the compiler can read the modules that models import; only the version that made them can.
    ///
    /// - Parameters:
    ///   - kit: The modules.
    ///   - directory: A directory for a source file and the compiler's temporary files.
    ///   - environment: The environment, of which the compiler gets only what it needs.
    /// - Throws: ``ModelBuildError`` with `no-kit` if it cannot, `compiler-killed` if it crashed or was killed, or
    ///   `CancellationError`.
    package func read(_ kit: ModelKit, in directory: String, environment: [String: String]) async throws {
        let path = "\(directory)/check.swift"
        let source = kit.moduleNames.map { "import \($0)\n" }.joined()
        do {
            try NewDirectory.write(Array(source.utf8), to: path)
        } catch {
            throw ModelBuildError(
                .noKit,
                "the directory '\(directory)' cannot be written: \(SystemReason.text(of: error))",
                help: "free space there"
            )
        }
        let outcome = try await run(
            ["-typecheck", "-swift-version", "6", "-I", kit.directory, "-no-color-diagnostics", path],
            environment: environment.filter { Self.neededVariables.contains($0.key) }
                .merging(["TMPDIR": directory]) { $1 },
            timeLimit: .seconds(60)
        )
        if let error = outcome.interruption(of: compiler, "it checked an import") { throw error }
        guard case .finished(_, .exited(0)) = outcome else {
            throw ModelBuildError(
                .noKit,
                "the compiler '\(compiler)' cannot read the modules in '\(kit.directory)': another version built them",
                help:
                    "build the project again with this compiler ('make build'), or set RUNNER_SWIFTC to the other one"
            )
        }
    }

    /// The variables that the compiler needs.
    static let neededVariables: Set = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL"]
}
