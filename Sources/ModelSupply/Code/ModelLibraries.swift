package import ErrorReporting
package import ModelBuild

/// Makes models ready to be loaded: the one place that checks a model's code before it runs.
package struct ModelLibraries: Sendable {
    private let installation: Installation

    /// Prepares to make models ready.
    ///
    /// - Parameter installation: Where programs, caches and compilers are.
    package init(_ installation: Installation) {
        self.installation = installation
    }

    /// Returns the compiled code of a model, and compiles it if that was not done before.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - note: Called with a sentence if the model has to be compiled although its bundle has compiled code.
    ///   - willCompile: Called before the compiler is started.
    /// - Returns: The path of a shared object that a worker can load.
    /// - Throws: `ModelBuildError`, `RunnerError` with `model-changed` or `configuration`, or `CancellationError`.
    package func library(
        of model: ModelDirectory,
        note: (String) -> Void = { _ in },
        willCompile: @escaping @Sendable () -> Void = {}
    ) async throws -> String {
        let sources = try sources(of: model)
        try LockedModel.find(model.path)?.requireSandbox(model.path, installation)
        switch try prebuilt(model.path, sources) {
        case .ready(let path): return path
        case .none: break
        case .unusable(let reason):
            // People who change sources have a compiler; without one, the bundle is damaged.
            guard canCompile else { throw Self.unusable(model.path, reason) }
            note("the compiled model in '\(model.path)' is not used: \(reason)")
        }
        if !canCompile, let path = try cached(sources) { return path }
        return try await compiler().sharedObject(of: sources, willCompile: willCompile).path
    }

    /// Refuses a model that differs from the lock of its registry; a model that is in no lock is accepted.
    ///
    /// - Parameter model: The model.
    /// - Returns: Its entry in the lock; `nil` if it has none.
    /// - Throws: `RunnerError` with `model-changed`, or `configuration` if something cannot be read.
    @discardableResult
    package func check(_ model: ModelDirectory) throws(RunnerError) -> LockedModel? {
        let locked = try LockedModel.find(model.path)
        try locked?.check(model)
        return locked
    }

    /// Checks the types in a model's code, which is faster than compiling it; does nothing if it was compiled before.
    ///
    /// - Parameter model: The model.
    /// - Throws: As ``library(of:note:willCompile:)``.
    package func typecheck(_ model: ModelDirectory) async throws {
        try await compiler().typecheck(try sources(of: model))
    }

    /// Compiles a model for a bundle, without the cache.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - path: Where the shared object goes.
    ///   - runtime: The directory of Swift's libraries, relative to the shared object's.
    /// - Returns: What was compiled.
    /// - Throws: As ``library(of:note:willCompile:)``.
    func compile(_ model: ModelDirectory, to path: String, runtime: String) async throws -> ModelSources {
        let sources = try sources(of: model)
        try await compiler().compile(sources, to: path, runtime: runtime)
        return sources
    }

    /// Finds compiled code of a model that was changed after it was compiled.
    ///
    /// It is never loaded.
    ///
    /// - Parameter directory: The model's directory.
    /// - Returns: The paths of shared objects; none if nothing can be compiled on this machine.
    package func alteredCode(of directory: String) -> [String] {
        guard let sources = try? ModelSources(directory: directory) else { return [] }
        if let bundle = installation.bundle, let place = bundle.place(of: directory),
            let model = PrebuiltModel(in: place)
        {
            guard let kit = try? ModelKit(besideProgram: installation.program) else { return [] }
            let differences = try? model.disagreements(with: sources, kit)
            return bundle.objection(to: place, program: installation.program) == nil && differences == []
                ? [] : [model.path]
        }
        return (try? compiler().alteredObjects(of: sources)) ?? []
    }

    /// Checks that compiled code can be kept and loaded.
    ///
    /// - Throws: `ModelBuildError` with `cache-unusable`, or `RunnerError` with `configuration` if there is no cache.
    package func checkCache() throws {
        try cache().checkIfPresent()
    }

    /// The place for a note about compiled code in the cache.
    ///
    /// - Parameters:
    ///   - name: The name of the note.
    ///   - library: The shared object.
    /// - Returns: The path of a file; `nil` for code that is not in the cache.
    /// - Throws: `RunnerError` with `configuration` if there is no cache.
    func note(_ name: String, about library: String) throws(RunnerError) -> String? {
        try cache().note(name, about: library)
    }

    /// Code that was compiled earlier, for a machine without a compiler.
    private func cached(_ sources: ModelSources) throws -> String? {
        try cache().sharedObject(ofAnyCompiler: sources, ModelKit(besideProgram: installation.program))
    }

    private func cache() throws(RunnerError) -> ModelCache {
        ModelCache(
            directory: "\(try installation.cacheDirectory())/models",
            trusting: OwnedPath.trustedUsers(program: installation.program)
        )
    }

    /// Reads a model's code, and compares it with the lock of its registry.
    private func sources(of model: ModelDirectory) throws -> ModelSources {
        let locked = try check(model)
        let sources = try ModelSources(directory: model.path)
        try locked?.check(sources)
        return sources
    }

    /// The compiler of this machine, and the cache for its results.
    private func compiler() throws -> ModelCompiler {
        try ModelCompiler(
            kit: try ModelKit(besideProgram: installation.program),
            cache: try cache(),
            confiner: installation.workerProgram,
            environment: installation.environment
        )
    }
}

// MARK: - Code that came with a bundle

extension ModelLibraries {
    /// Whether compiled code came with a model.
    package enum Prebuilt: Sendable, Hashable {
        /// No code came with the model.
        case none
        /// The code at this path can be loaded.
        case ready(String)
        /// Code came with the model but cannot be loaded, for these reasons.
        case unusable(String)
    }

    /// Looks for code that was compiled for a bundle.
    ///
    /// Compiled code can do what the sources beside it do not show. It is loaded only from the bundle that the running
    /// program belongs to, and only if no one but the bundle's owner and this user can write there: they could change the
    /// program as well.
    ///
    /// - Parameter model: The model.
    /// - Returns: What was found.
    /// - Throws: `ModelBuildError` if the sources or the kit cannot be read.
    package func prebuilt(of model: ModelDirectory) throws -> Prebuilt {
        try prebuilt(model.path, try ModelSources(directory: model.path))
    }

    /// Whether this machine has a compiler.
    private var canCompile: Bool { (try? Toolchain(environment: installation.environment)) != nil }

    private func prebuilt(_ directory: String, _ sources: ModelSources) throws -> Prebuilt {
        guard let bundle = installation.bundle, let place = bundle.place(of: directory) else {
            // Without a compiler, the user probably expects the code of the other bundle to run.
            guard PrebuiltModel(in: directory) != nil, !canCompile else { return .none }
            return .unusable("only the programs of the bundle that it belongs to load it")
        }
        guard let prebuilt = PrebuiltModel(in: place) else { return .none }
        if let objection = bundle.objection(to: place, program: installation.program) { return .unusable(objection) }
        let kit = try ModelKit(besideProgram: installation.program)
        let found = try prebuilt.disagreements(with: sources, kit)
        return found.isEmpty ? .ready(prebuilt.path) : .unusable(found.joined(separator: "; "))
    }

    /// Describes compiled code that cannot be loaded on a machine without a compiler.
    ///
    /// - Parameters:
    ///   - directory: The model's directory.
    ///   - reason: Why it cannot be loaded.
    /// - Returns: The error.
    package static func unusable(_ directory: String, _ reason: String) -> ModelBuildError {
        ModelBuildError(
            .prebuiltUnusable,
            "the compiled model in '\(directory)' is not used: \(reason)",
            help:
                "build the bundle again with 'runner build' on a machine with Swift, or install Swift 6.3 here"
        )
    }
}
