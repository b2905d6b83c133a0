internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import Processes
internal import SystemPackage
internal import SystemReasons

/// Compiles model directories to shared objects, and keeps what it compiled.
package struct ModelCompiler: Sendable {
    private let toolchain: Toolchain
    private let kit: ModelKit
    private let cache: ModelCache
    private let timeLimit: Duration
    private let environment: [String: String]
    private let confiner: String?

    /// Prepares compilations.
    ///
    /// - Parameters:
    ///   - kit: The modules that models import.
    ///   - cache: Where compiled models are kept.
    ///   - confiner: The program that confines the compiler, `runner-worker`; by default it is not confined.
    ///   - environment: Where the compiler is looked for; the compiler gets only what it needs of it.
    ///   - timeLimit: The longest time for one model. A function with very many `await`s takes minutes.
    /// - Throws: ``ModelBuildError`` with `no-compiler`.
    package init(
        kit: ModelKit,
        cache: ModelCache,
        confiner: String? = nil,
        environment: [String: String],
        timeLimit: Duration = .seconds(120)
    ) throws(ModelBuildError) {
        toolchain = try Toolchain(environment: environment)
        self.kit = kit
        self.cache = cache
        self.confiner = confiner
        self.timeLimit = timeLimit
        self.environment = environment.filter { Toolchain.neededVariables.contains($0.key) }
    }

    /// Returns a model's shared object, and compiles it if the cache has none for this content.
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
        cache.removeLeftovers()
        if let path = try cache.sharedObject(for: key) { return (path, key) }
        willCompile()
        let work = try cache.makeWorkDirectory()
        defer { work.remove() }
        try await compile(sources, in: work.path)
        let path = try cache.store(work.path, for: key)
        cache.noteCompilation(of: sources, kit, as: key)
        return (path, key)
    }

    /// Compiles a model for a bundle, whose programs load it on any machine of this architecture.
    ///
    /// - Parameters:
    ///   - sources: The model's files.
    ///   - path: Where the shared object goes.
    ///   - runtime: The directory of Swift's libraries, relative to the shared object's.
    /// - Throws: ``ModelBuildError``.
    package func compile(_ sources: ModelSources, to path: String, runtime: String) async throws {
        let work = try cache.makeWorkDirectory()
        defer { work.remove() }
        let options = [
            "-no-toolchain-stdlib-rpath", "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/\(runtime)",
        ]
        try await compile(sources, options: options, in: work.path)
        do {
            try FileManager.default.copyItem(atPath: "\(work.path)/model.so", toPath: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        } catch {
            throw ModelBuildError(
                .cacheUnusable,
                "'\(path)' cannot be written: \(SystemReason.text(of: error))",
                help: "free space there"
            )
        }
    }

    /// Checks the types in a model's files without compiling them, unless they were compiled before.
    ///
    /// - Parameter sources: The model's files.
    /// - Throws: ``ModelBuildError``.
    package func typecheck(_ sources: ModelSources) async throws {
        let key = try ContentKey(sources: sources, entry: Self.entrySource, kit: kit, toolchain: toolchain)
        guard try cache.sharedObject(for: key) == nil else { return }
        let work = try cache.makeWorkDirectory()
        defer { work.remove() }
        try await swiftc(["-typecheck"], sources, in: work.path)
    }

    /// Finds compiled code of a model that was changed after it was compiled.
    ///
    /// It is never loaded.
    ///
    /// - Parameter sources: The model's files.
    /// - Returns: The paths of shared objects.
    /// - Throws: ``ModelBuildError`` with `no-kit` or `cache-unusable`.
    package func alteredObjects(of sources: ModelSources) throws(ModelBuildError) -> [String] {
        cache.alteredObjects(
            for: try ContentKey(sources: sources, entry: Self.entrySource, kit: kit, toolchain: toolchain)
        )
    }

    /// What is added to every model, so that a worker can find its type.
    static let entrySource = """
        import InferenceKit

        @_cdecl("runner_model_entry_v1")
        public func runnerModelEntry() -> UnsafeMutableRawPointer { ModelEntry(Inference.self).retained() }

        """
}

// MARK: - One compilation

extension ModelCompiler {
    /// Makes the same sources, modules and compiler give the same bytes, wherever the sources are.
    ///
    /// Otherwise the names of temporary files are part of the shared object, one of them as a hash.
    private static let reproducible = [
        "-Xlinker", "-soname", "-Xlinker", "model.so", "-Xlinker", "-s",
        "-Xfrontend", "-disable-incremental-llvm-codegen",
    ]

    private func compile(_ sources: ModelSources, options: [String] = [], in work: String) async throws {
        let output = "\(work)/model.so"
        try await swiftc(
            ["-O", "-wmo", "-gnone", "-emit-library", "-o", output] + Self.reproducible + options,
            sources,
            in: work
        )
        guard FileManager.default.fileExists(atPath: output) else {
            throw ModelBuildError(
                .noCompiler,
                "'\(toolchain.compiler)' succeeded but wrote no file",
                help: "set RUNNER_SWIFTC to a Swift compiler, or install Swift 6.3"
            )
        }
    }

    private func swiftc(_ mode: [String], _ sources: ModelSources, in work: String) async throws {
        let entryPath = "\(work)/runner-entry.swift"
        // The compiler reads copies, so that its result belongs to these bytes even if the files change meanwhile.
        let (copies, modules, temporary) = ("\(work)/sources", "\(work)/modules", "\(work)/temporary")
        defer { for path in [copies, modules, temporary, entryPath] { cache.remove(path) } }
        let paths = sources.files.map { "\(copies)/\($0.name)" }
        do throws(Errno) {
            try NewDirectory.write(Array(Self.entrySource.utf8), to: entryPath)
            try NewDirectory.make(at: copies)
            try NewDirectory.make(at: temporary)
            for (file, path) in zip(sources.files, paths) { try NewDirectory.write(file.bytes, to: path) }
            try kit.link(into: modules)
        } catch {
            throw cache.unusable("cannot be written: \(SystemReason.text(of: error))")
        }
        let arguments =
            mode + [
                "-parse-as-library", "-swift-version", "6", "-module-name", sources.moduleName, "-I", modules,
                "-no-color-diagnostics", "-diagnostic-style=llvm",
                "-module-cache-path", "\(cache.directory)/clang-modules", "--",
            ] + paths + [entryPath]
        // Its temporary files go with the work, also when it is killed.
        let environment = environment.merging(["TMPDIR": temporary]) { $1 }
        let moduleCache = "\(cache.directory)/clang-modules"
        mkdir(moduleCache, 0o700)
        let sandbox = confiner.map {
            toolchain.sandbox(confiner: $0, readable: [kit.directory], scratch: [work, moduleCache])
        }
        let outcome = try await toolchain.run(
            arguments,
            environment: environment,
            sandbox: sandbox,
            timeLimit: timeLimit
        )
        if let error = outcome.interruption(of: toolchain.compiler, "it compiled the model in '\(sources.directory)'") {
            throw error
        }
        switch outcome {
        case .finished(_, .exited(0)):
            break
        case .finished(let output, _):
            if let reason = Self.fullDisk(output) { throw FileSystemState.full(cache.directory, reason) }
            // The compiler prints the name of a file as it is, also one with an end of a line in it.
            let safe = sources.files.map(\.name).filter { printable($0) != $0 }.reduce(output) { text, name in
                text.replacing("\(copies)/\(name)", with: "\(copies)/\(printable(name))")
            }
            throw failure(sources, output: safe.replacing("\(copies)/", with: "\(sources.directory)/"))
        case .timedOut:
            throw tookTooLong(sources)
        }
    }

    /// What the compiler or the linker says when it cannot write.
    private static func fullDisk(_ output: String) -> String? {
        ["No space left on device", "Disk quota exceeded"].first { output.contains($0) }
    }

    private func failure(_ sources: ModelSources, output: String) -> ModelBuildError {
        let findings = CompilerFindings(sources: sources, kit: kit.moduleNames).diagnostics(in: output)
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
                "'\($0.path)' has \($0.count) 'await's; split them among several functions:"
            }
            ?? "split functions with very many 'await's:"
        return ModelBuildError(
            .compileTimedOut,
            "compiling the model in '\(sources.directory)' took more than \(timeLimit.components.seconds) s and was stopped",
            help: "\(help) with twice as many in one function, the compiler takes more than twice as long"
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
