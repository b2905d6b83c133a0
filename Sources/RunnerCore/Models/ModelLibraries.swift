package import ModelBuild

/// Makes models ready to be loaded: the one place where a model's code is looked at before it runs.
package struct ModelLibraries: Sendable {
    private let installation: Installation

    /// Prepares to make models ready.
    ///
    /// - Parameter installation: Where programs, caches and compilers are.
    package init(_ installation: Installation) {
        self.installation = installation
    }

    /// Returns the compiled code of a model, compiling it unless it was compiled before.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - willCompile: Called before the compiler is started.
    /// - Returns: The path of a shared object that a worker can load.
    /// - Throws: `ModelBuildError`, ``RunnerError`` with `configuration`, or `CancellationError`.
    package func library(
        of model: ModelDirectory,
        willCompile: @escaping @Sendable () -> Void = {}
    ) async throws -> String {
        let sources = try ModelSources(directory: model.path)
        return try await compiler().sharedObject(of: sources, willCompile: willCompile).path
    }

    /// Checks the types in a model's code, which takes a part of the time that compiling does; nothing when it was compiled
    /// before.
    ///
    /// - Parameter model: The model.
    /// - Throws: As ``library(of:willCompile:)``.
    package func check(_ model: ModelDirectory) async throws {
        try await compiler().check(try ModelSources(directory: model.path))
    }

    /// The compiler of this machine, with the cache that its work goes to.
    ///
    /// - Returns: The compiler.
    /// - Throws: `ModelBuildError` with `no-compiler` or `no-kit`, or ``RunnerError`` with `configuration`.
    package func compiler() throws -> ModelCompiler {
        try ModelCompiler(
            kit: try ModelKit(besideProgram: installation.program),
            cache: ModelCache(folder: "\(try installation.cacheFolder())/models"),
            environment: installation.environment
        )
    }
}
