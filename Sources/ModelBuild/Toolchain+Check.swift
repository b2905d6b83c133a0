internal import FoundationEssentials

extension Toolchain {
    /// Asks the compiler for its version.
    ///
    /// - Parameter environment: It gets only what compilers need of it.
    /// - Returns: The line that names it, such as `Swift version 6.3 (swift-6.3-RELEASE)`.
    /// - Throws: ``ModelBuildError`` with `no-compiler` when it does not answer, or `CancellationError`.
    package func version(environment: [String: String]) async throws -> String {
        let environment = environment.filter { Self.neededVariables.contains($0.key) }
        guard
            case .finished(let output, succeeded: true) = try await run(
                ["--version"],
                environment: environment,
                timeLimit: .seconds(20)
            ),
            let line = output.split(separator: "\n").first(where: { $0.contains("Swift version") })
        else {
            throw ModelBuildError(
                .noCompiler,
                "the Swift compiler '\(compiler)' does not tell its version",
                help: "install Swift 6.3 again"
            )
        }
        return String(line)
    }

    /// Lets the compiler read the modules that models import, which only the compiler that made them can.
    ///
    /// - Parameters:
    ///   - kit: The modules.
    ///   - folder: For a file that is removed with it.
    ///   - environment: The compiler gets only what compilers need of it.
    /// - Throws: ``ModelBuildError`` with `no-kit` when it cannot, or `CancellationError`.
    package func read(_ kit: ModelKit, in folder: String, environment: [String: String]) async throws {
        let path = "\(folder)/check.swift"
        let source = ModelKit.moduleNames.map { "import \($0)\n" }.joined()
        do {
            try Data(source.utf8).write(to: URL(filePath: path))
        } catch {
            throw ModelBuildError(.noKit, "the folder '\(folder)' cannot be written: \(error)", help: "make room")
        }
        let outcome = try await run(
            ["-typecheck", "-swift-version", "6", "-I", kit.folder, "-no-color-diagnostics", path],
            environment: environment.filter { Self.neededVariables.contains($0.key) },
            timeLimit: .seconds(60)
        )
        guard case .finished(_, succeeded: true) = outcome else {
            throw ModelBuildError(
                .noKit,
                "the compiler '\(compiler)' cannot read the modules in '\(kit.folder)': another one made them",
                help: "build the project again with this compiler ('make build'), or name the other with RUNNER_SWIFTC"
            )
        }
    }

    static let neededVariables: Set = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL"]
}
