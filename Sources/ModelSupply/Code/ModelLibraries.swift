package import ErrorReporting
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
    ///   - note: Called with a sentence when the model has to be compiled although its bundle holds compiled code.
    ///   - willCompile: Called before the compiler is started.
    /// - Returns: The path of a shared object that a worker can load.
    /// - Throws: `ModelBuildError`, ``RunnerError`` with `model-changed` or `configuration`, or `CancellationError`.
    package func library(
        of model: ModelDirectory,
        note: (String) -> Void = { _ in },
        willCompile: @escaping @Sendable () -> Void = {}
    ) async throws -> String {
        let sources = try sources(of: model)
        switch try prebuilt(model.path, sources) {
        case .ready(let path): return path
        case .none: break
        case .unusable(let reason):
            // Whoever changed the sources has a compiler; everybody else has a bundle that was damaged.
            guard canCompile else { throw Self.unusable(model.path, reason) }
            note("the compiled model in '\(model.path)' is not used: \(reason)")
        }
        return try await compiler().sharedObject(of: sources, willCompile: willCompile).path
    }

    /// Refuses a model that is not what the lock of its registry says; one that is in no lock is left alone.
    ///
    /// - Parameter model: The model.
    /// - Returns: What the lock says; `nil` when it says nothing.
    /// - Throws: ``RunnerError`` with `model-changed`, or `configuration` when something cannot be read.
    @discardableResult
    package func check(_ model: ModelDirectory) throws(RunnerError) -> LockedModel? {
        let locked = try LockedModel.find(model.path)
        try locked?.check(model)
        return locked
    }

    /// Checks the types in a model's code, which takes a part of the time that compiling does; nothing when it was compiled before.
    ///
    /// - Parameter model: The model.
    /// - Throws: As ``library(of:note:willCompile:)``.
    package func typecheck(_ model: ModelDirectory) async throws {
        try await compiler().typecheck(try sources(of: model))
    }

    /// Compiles a model for a bundle, whatever is in the cache.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - path: Where the shared object goes.
    ///   - runtime: The folder of Swift's libraries, seen from the shared object's.
    /// - Returns: What was compiled.
    /// - Throws: As ``library(of:note:willCompile:)``.
    func compile(_ model: ModelDirectory, to path: String, runtime: String) async throws -> ModelSources {
        let sources = try sources(of: model)
        try await compiler().compile(sources, to: path, runtime: runtime)
        return sources
    }

    /// Reads a model's code, which is what the lock of its registry says, or in no lock.
    private func sources(of model: ModelDirectory) throws -> ModelSources {
        let locked = try check(model)
        let sources = try ModelSources(directory: model.path)
        try locked?.check(sources)
        return sources
    }

    /// The compiler of this machine, with the cache that its work goes to.
    private func compiler() throws -> ModelCompiler {
        try ModelCompiler(
            kit: try ModelKit(besideProgram: installation.program),
            cache: ModelCache(folder: "\(try installation.cacheFolder())/models"),
            environment: installation.environment
        )
    }
}

// MARK: - Models that were compiled before

extension ModelLibraries {
    /// How a model's compiled code stands.
    package enum Prebuilt: Sendable, Hashable {
        /// None came with the model.
        case none
        /// It can be loaded.
        case ready(String)
        /// It came with the model, and cannot be loaded; clauses that say why.
        case unusable(String)
    }

    /// Looks for code that was compiled for a bundle.
    ///
    /// Compiled code can do what no reader of the sources beside it expects. It is loaded only from the bundle that the running
    /// program belongs to, and only if nobody but the bundle's owner and this user can write there: whoever put it there could
    /// as well have changed the program.
    ///
    /// - Parameter model: The model.
    /// - Returns: How it stands.
    /// - Throws: `ModelBuildError` when the sources or the kit cannot be read.
    package func prebuilt(of model: ModelDirectory) throws -> Prebuilt {
        try prebuilt(model.path, try ModelSources(directory: model.path))
    }

    /// Whether this machine has a compiler.
    private var canCompile: Bool { (try? Toolchain(environment: installation.environment)) != nil }

    private func prebuilt(_ directory: String, _ sources: ModelSources) throws -> Prebuilt {
        guard let bundle = installation.bundle, let place = bundle.place(of: directory) else {
            // Without a compiler, the code of another bundle is what the user will have meant.
            guard PrebuiltModel(in: directory) != nil, !canCompile else { return .none }
            return .unusable("only the programs of its own bundle load it")
        }
        guard let prebuilt = PrebuiltModel(in: place) else { return .none }
        if let objection = bundle.objection(to: place, program: installation.program) { return .unusable(objection) }
        let kit = try ModelKit(besideProgram: installation.program)
        let found = try prebuilt.disagreements(with: sources, kit)
        return found.isEmpty ? .ready(prebuilt.path) : .unusable(found.joined(separator: "; "))
    }

    /// Describes compiled code that cannot be loaded where there is no compiler.
    package static func unusable(_ directory: String, _ reason: String) -> ModelBuildError {
        ModelBuildError(
            .prebuiltUnusable,
            "the compiled model in '\(directory)' is not used: \(reason)",
            help:
                "make the bundle anew with 'runner build' where Swift is installed, or install Swift 6.3 to compile it here"
        )
    }
}
