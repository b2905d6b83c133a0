internal import FoundationEssentials

/// Compiles model directories to shared objects, each only once.
package struct ModelCompiler: Sendable {
    private let toolchain: Toolchain
    private let kit: ModelKit
    private let cache: ModelCache
    private let timeLimit: Duration
    private let environment: [String: String]

    /// Prepares compilations.
    ///
    /// - Parameters:
    ///   - kit: The modules that models import.
    ///   - cache: Where compiled models are kept.
    ///   - environment: Where the compiler is looked for; it gets only what compilers need of it.
    ///   - timeLimit: The longest time for one model. A function with very many `await`s takes minutes.
    /// - Throws: ``ModelBuildError`` with `no-compiler`.
    package init(
        kit: ModelKit,
        cache: ModelCache,
        environment: [String: String],
        timeLimit: Duration = .seconds(120)
    ) throws(ModelBuildError) {
        toolchain = try Toolchain(environment: environment)
        self.kit = kit
        self.cache = cache
        self.timeLimit = timeLimit
        self.environment = environment.filter { ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL"].contains($0.key) }
    }

    /// Returns a model's shared object, compiling it unless one of the same content is in the cache.
    ///
    /// - Parameters:
    ///   - sources: The model's files.
    ///   - willCompile: Called before the compiler is started.
    /// - Returns: The path of the shared object, and what it was made of.
    /// - Throws: ``ModelBuildError``.
    package func sharedObject(
        of sources: ModelSources,
        willCompile: @Sendable () -> Void = {}
    ) async throws -> (path: String, key: ContentKey) {
        let entry = Self.entrySource
        var sources = sources
        while true {
            let key = try ContentKey(sources: sources, entry: entry, kit: kit, toolchain: toolchain)
            if let path = cache.sharedObject(for: key) { return (path, key) }
            willCompile()
            let work = try cache.makeWorkFolder()
            defer { cache.remove(work) }
            try await compile(sources, entry: entry, in: work)
            // The compiler has read the files anew: what it made belongs to this key only if they are still the same.
            let current = try ModelSources(directory: sources.directory)
            guard current == sources else {
                sources = current
                continue
            }
            return (try cache.store(work, for: key), key)
        }
    }

    /// Checks the types in a model's files without compiling them, unless that was done before.
    ///
    /// - Parameter sources: The model's files.
    /// - Throws: ``ModelBuildError``.
    package func check(_ sources: ModelSources) async throws {
        let key = try ContentKey(sources: sources, entry: Self.entrySource, kit: kit, toolchain: toolchain)
        guard cache.sharedObject(for: key) == nil else { return }
        let work = try cache.makeWorkFolder()
        defer { cache.remove(work) }
        try await swiftc(["-typecheck"], sources, entry: Self.entrySource, in: work)
    }

    /// What is added to every model, so that a worker finds its type and models need no boilerplate.
    static let entrySource = """
        import InferenceKit

        @_cdecl("runner_model_entry_v1")
        public func runnerModelEntry() -> UnsafeMutableRawPointer { ModelEntry(Inference.self).retained() }

        """
}

// MARK: - One compilation

extension ModelCompiler {
    private func compile(_ sources: ModelSources, entry: String, in work: String) async throws {
        let output = "\(work)/model.so"
        try await swiftc(["-O", "-wmo", "-gnone", "-emit-library", "-o", output], sources, entry: entry, in: work)
        guard FileManager.default.fileExists(atPath: output) else {
            throw ModelBuildError(
                .noCompiler,
                "'\(toolchain.compiler)' ended without an error but compiled nothing",
                help: "name a Swift compiler with RUNNER_SWIFTC, or install Swift 6.3"
            )
        }
    }

    private func swiftc(_ mode: [String], _ sources: ModelSources, entry: String, in work: String) async throws {
        let entryPath = "\(work)/runner-entry.swift"
        do {
            try Data(entry.utf8).write(to: URL(filePath: entryPath))
        } catch {
            throw ModelBuildError(
                .cacheUnusable,
                "the cache folder '\(cache.folder)' cannot be written: \(error)",
                help: "make room, or choose another with --cache or RUNNER_CACHE"
            )
        }
        let arguments =
            mode + [
                "-parse-as-library", "-swift-version", "6", "-module-name", sources.moduleName, "-I", kit.folder,
                "-no-color-diagnostics", "-module-cache-path", "\(cache.folder)/clang-modules", "--",
            ] + sources.files.map(\.path) + [entryPath]
        switch try await toolchain.run(arguments, environment: environment, timeLimit: timeLimit) {
        case .finished(_, succeeded: true):
            break
        case .finished(let output, succeeded: false):
            throw failure(sources, output: output, entryPath: entryPath)
        case .timedOut:
            throw ModelBuildError(
                .compileTimedOut,
                "compiling the model in '\(sources.directory)' took longer than \(timeLimit.components.seconds) s and was stopped",
                help: "split functions that hold very many 'await's: compiling them takes more than linear time"
            )
        }
    }

    private func failure(_ sources: ModelSources, output: String, entryPath: String) -> ModelBuildError {
        let text = output.trimmed
        // An error in the entry alone means that there is no suitable type to hand over.
        let isAboutEntry = text.contains("\(entryPath):") && !sources.files.contains { text.contains("\($0.path):") }
        return ModelBuildError(
            .compileFailed,
            isAboutEntry
                ? "the model in '\(sources.directory)' has no type 'Inference' that conforms to 'Predictor'"
                : "the model in '\(sources.directory)' does not compile",
            help: isAboutEntry
                ? "declare 'struct Inference: Predictor' in one of its Swift files"
                : "mend the errors above; a model imports InferenceKit and VisionHelper",
            compilerOutput: isAboutEntry ? "" : text
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
