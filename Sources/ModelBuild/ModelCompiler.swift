internal import Diagnostics
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
        let key = try ContentKey(sources: sources, entry: entry, kit: kit, toolchain: toolchain)
        if let path = cache.sharedObject(for: key) { return (path, key) }
        willCompile()
        let work = try cache.makeWorkFolder()
        defer { cache.remove(work) }
        try await compile(sources, in: work)
        return (try cache.store(work, for: key), key)
    }

    /// Compiles a model to be loaded by a bundle's programs on any machine of this kind.
    ///
    /// The same sources, modules and compiler give the same bytes, wherever the sources lie.
    ///
    /// - Parameters:
    ///   - sources: The model's files.
    ///   - path: Where the shared object goes.
    ///   - runtime: The folder of Swift's libraries, seen from the shared object's.
    /// - Throws: ``ModelBuildError``.
    package func compile(_ sources: ModelSources, to path: String, runtime: String) async throws {
        let work = try cache.makeWorkFolder()
        defer { cache.remove(work) }
        let options = [
            "-no-toolchain-stdlib-rpath", "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/\(runtime)",
            // Names of temporary files would get into the shared object, one of them through a hash.
            "-Xlinker", "-soname", "-Xlinker", "model.so", "-Xlinker", "-s",
            "-Xfrontend", "-disable-incremental-llvm-codegen",
        ]
        try await compile(sources, options: options, in: work)
        do {
            try FileManager.default.copyItem(atPath: "\(work)/model.so", toPath: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        } catch {
            throw ModelBuildError(.cacheUnusable, "'\(path)' cannot be written: \(error)", help: "make room")
        }
    }

    /// Checks the types in a model's files without compiling them, unless that was done before.
    ///
    /// - Parameter sources: The model's files.
    /// - Throws: ``ModelBuildError``.
    package func typecheck(_ sources: ModelSources) async throws {
        let key = try ContentKey(sources: sources, entry: Self.entrySource, kit: kit, toolchain: toolchain)
        guard cache.sharedObject(for: key) == nil else { return }
        let work = try cache.makeWorkFolder()
        defer { cache.remove(work) }
        try await swiftc(["-typecheck"], sources, in: work)
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
    private func compile(_ sources: ModelSources, options: [String] = [], in work: String) async throws {
        let output = "\(work)/model.so"
        try await swiftc(["-O", "-wmo", "-gnone", "-emit-library", "-o", output] + options, sources, in: work)
        guard FileManager.default.fileExists(atPath: output) else {
            throw ModelBuildError(
                .noCompiler,
                "'\(toolchain.compiler)' ended without an error but compiled nothing",
                help: "name a Swift compiler with RUNNER_SWIFTC, or install Swift 6.3"
            )
        }
    }

    private func swiftc(_ mode: [String], _ sources: ModelSources, in work: String) async throws {
        let entryPath = "\(work)/runner-entry.swift"
        // The compiler reads copies: what it makes belongs to these bytes whatever happens to the files meanwhile.
        let copies = "\(work)/sources"
        defer { cache.remove(copies) }
        let paths = sources.files.map { "\(copies)/\($0.name)" }
        do {
            try Data(Self.entrySource.utf8).write(to: URL(filePath: entryPath))
            try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: false)
            for (file, path) in zip(sources.files, paths) { try Data(file.bytes).write(to: URL(filePath: path)) }
        } catch {
            throw ModelBuildError(
                .cacheUnusable,
                "the cache folder '\(cache.folder)' cannot be written: \(error)",
                help: "make room, or choose another with --cache or RUNNER_CACHE"
            )
        }
        let modules = "\(work)/modules"
        try kit.link(into: modules)
        defer { cache.remove(modules) }
        let arguments =
            mode + [
                "-parse-as-library", "-swift-version", "6", "-module-name", sources.moduleName, "-I", modules,
                "-no-color-diagnostics", "-diagnostic-style=llvm",
                "-module-cache-path", "\(cache.folder)/clang-modules", "--",
            ] + paths + [entryPath]
        switch try await toolchain.run(arguments, environment: environment, timeLimit: timeLimit) {
        case .finished(_, succeeded: true):
            break
        case .finished(let output, succeeded: false):
            let named = output.replacing("\(copies)/", with: "\(sources.directory)/")
            throw failure(sources, output: named)
        case .timedOut:
            throw tookTooLong(sources)
        }
    }

    private func failure(_ sources: ModelSources, output: String) -> ModelBuildError {
        let findings = CompilerFindings(sources: sources).diagnostics(in: output)
        let texts = Dictionary(sources.files.map { ($0.path, SourceText($0.bytes)) }) { first, _ in first }
        let shown = findings.isEmpty ? output : TextRenderer().render(findings) { texts[$0] }
        return ModelBuildError(
            .compileFailed,
            "the model in '\(sources.directory)' does not compile",
            help: "",
            findings: findings,
            compilerOutput: shown.trimmed
        )
    }

    private func tookTooLong(_ sources: ModelSources) -> ModelBuildError {
        let most = SourceScan(sources: sources).waits.first { $0.count >= 20 }
        let help =
            most.map {
                "'\($0.path)' waits \($0.count) times: put a few 'await's each into functions of their own, since"
            }
            ?? "split long functions: if one holds very many 'await's,"
        return ModelBuildError(
            .compileTimedOut,
            "compiling the model in '\(sources.directory)' took longer than \(timeLimit.components.seconds) s and was stopped",
            help: "\(help) the compiler needs more than twice the time for twice as many in one function"
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
