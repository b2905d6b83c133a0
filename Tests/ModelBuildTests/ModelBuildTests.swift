import Diagnostics
import FoundationEssentials
import Glibc
import InferenceKit
import ModelManifest
import Synchronization
import TestSupport
import Testing

@testable import ModelBuild

struct ModelBuildTests {
    private let directory: TestDirectory
    private let model = """
        import InferenceKit
        struct Inference: Predictor {
            struct Input: Decodable, Sendable {}
            struct Output: Codable, Sendable {}
            init(_ setup: Setup) async throws {}
            func predict(_ input: Input, _ context: PredictionContext) async throws -> Output { Output() }
        }

        """

    init() throws {
        directory = try TestDirectory()
        try directory.write("a-model/Inference.swift", model)
    }

    private var sources: ModelSources {
        get throws { try ModelSources(directory: "\(directory.path)/a-model") }
    }

    private func compiler(
        _ environment: [String: String] = baseEnvironment,
        cache: ModelCache? = nil,
        timeLimit: Duration = .seconds(120)
    ) throws -> ModelCompiler {
        try ModelCompiler(
            kit: ModelKit(besideProgram: "\(Project.products)/runner"),
            cache: cache ?? ModelCache(directory: "\(directory.path)/cache"),
            environment: environment,
            timeLimit: timeLimit
        )
    }

    @Test func `a model is compiled once, until its content changes`() async throws {
        let compilations = Mutex(0)
        let compile = {
            try await compiler().sharedObject(of: sources) { compilations.withLock { $0 += 1 } }
        }
        let first = try await compile()
        #expect(try await compile() == first)
        #expect(compilations.withLock { $0 } == 1)
        try directory.write("a-model/Inference.swift", model + "// changed\n")
        #expect(try await compile().key != first.key)
        #expect(compilations.withLock { $0 } == 2)
        #expect(try directory.names(in: "cache").filter { $0.hasPrefix("work-") } == [])
    }

    @Test func `a damaged or half-written cache file is never used`() async throws {
        let first = try await compiler().sharedObject(of: sources)
        let cache = ModelCache(directory: "\(directory.path)/cache")
        let whole = try Array(Data(contentsOf: URL(filePath: first.path)))
        for damage in [[], Array(whole.prefix(1_000))] {
            try Data(damage).write(to: URL(filePath: first.path))
            #expect(try cache.sharedObject(for: first.key) == nil)
            #expect(cache.alteredObjects(for: first.key) == [first.path])
        }
        #expect(try await compiler().sharedObject(of: sources) == first)
        #expect(try cache.sharedObject(for: first.key) == first.path)
        #expect(cache.alteredObjects(for: first.key) == [])
    }

    @Test func `code that a model puts in the place of another's is not loaded`() async throws {
        let own = try await compiler().sharedObject(of: sources)
        try directory.write("b-model/Inference.swift", model + "// another\n")
        let other = try await compiler().sharedObject(of: try ModelSources(directory: "\(directory.path)/b-model"))
        unlink(other.path)
        #expect(link(own.path, other.path) == 0)
        #expect(try ModelCache(directory: "\(directory.path)/cache").sharedObject(for: other.key) == nil)
    }

    @Test func `the cache is the user's alone`() async throws {
        _ = try await compiler().sharedObject(of: sources)
        var status = stat()
        for path in ["cache"] + (try directory.names(in: "cache").map { "cache/\($0)" })
        where !path.hasSuffix("clang-modules") {
            #expect(stat("\(directory.path)/\(path)", &status) == 0 && status.st_mode & 0o777 == 0o700, "\(path)")
        }
    }

    @Test(arguments: [("", mode_t(0o770)), ("", 0o707), ("..", 0o770), ("..", 0o777)])
    func `a cache that other users can write to is refused`(_ place: String, _ mode: mode_t) async throws {
        try directory.write("home/cache/keep", "")
        let cache = ModelCache(directory: "\(directory.path)/home/cache")
        _ = try await compiler(cache: cache).sharedObject(of: sources)
        chmod("\(directory.path)/home/cache/\(place)", mode)
        // Neither is it written to, nor is what it holds loaded.
        for text in [model, model + "// changed\n"] {
            try directory.write("a-model/Inference.swift", text)
            let error = await #expect(throws: ModelBuildError.self) {
                try await compiler(cache: cache).sharedObject(of: sources)
            }
            #expect(error?.code == .cacheUnusable)
            #expect(
                error?.message.contains(
                    "other users can write to '\(directory.path)/home\(place.isEmpty ? "/cache" : "")'"
                ) == true
            )
        }
        // A sticky directory keeps others from renaming what is in it.
        chmod("\(directory.path)/home/cache/\(place)", 0o700)
        chmod("\(directory.path)/home", 0o1777)
        _ = try await compiler(cache: cache).sharedObject(of: sources)
    }

    @Test func `a cache of another user is refused`() throws {
        try directory.write("cache/keep", "")
        let error = #expect(throws: ModelBuildError.self) {
            try ModelCache(directory: "\(directory.path)/cache", trusting: [geteuid() + 1]).check()
        }
        #expect(error?.message.contains("belongs to another user") == true)
    }

    @Test func `several compilations of one model at once end with the same object`() async throws {
        let (compiler, sources) = (try compiler(), try sources)
        let paths = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<3 { group.addTask { try await compiler.sharedObject(of: sources).path } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(paths.count == 1)
        #expect(try directory.names(in: "cache").filter { $0.hasPrefix("work-") } == [])
    }

    @Test func `the compiler's errors name the model's own file`() async throws {
        let path = try directory.write("a-model/Inference.swift", model + "let x: Int = \"text\"\n")
        let error = await #expect(throws: ModelBuildError.self) {
            try await compiler(cache: .shared).sharedObject(of: sources)
        }
        #expect(error?.code == .compileFailed)
        #expect(error?.compilerOutput.contains("\(path):8:14: error: cannot convert") == true)
        #expect(error?.compilerOutput.contains("runner-entry") == false)
    }

    @Test func `a model without the type is reported with what to declare`() async throws {
        for text in ["struct Other {}\n", "import InferenceKit\nstruct Inference {}\n"] {
            try directory.write("a-model/Inference.swift", text)
            let error = await #expect(throws: ModelBuildError.self) {
                try await compiler(cache: .shared).sharedObject(of: sources)
            }
            let message = "the model has no type 'Inference' that conforms to 'Predictor'"
            #expect(error?.findings.map(\.message) == [message])
        }
    }

    @Test func `a compilation has a time limit`() async throws {
        let slow = try directory.write("swiftc", "#!/bin/sh\nexec sleep 600\n")
        chmod(slow, 0o755)
        let compiler = try compiler(["RUNNER_SWIFTC": slow], timeLimit: .milliseconds(200))
        let error = await #expect(throws: ModelBuildError.self) { try await compiler.sharedObject(of: sources) }
        #expect(error?.code == .compileTimedOut)
        // All compilations share the modules of C headers.
        #expect(try directory.names(in: "cache") == ["clang-modules"])
    }

    private func script(_ text: String) throws -> [String: String] {
        let path = try directory.write("swiftc", "#!/bin/sh\n\(text)\n")
        chmod(path, 0o755)
        return ["PATH": "/usr/bin:/bin", "RUNNER_SWIFTC": path]
    }

    @Test(arguments: [
        ("kill -KILL $$", "was killed while it compiled the model in", "SIGKILL"),
        (
            "echo 'error: compile command failed due to signal 9 (use -v to see invocation)'; exit 1", "was killed",
            "SIGKILL"
        ),
        ("kill -SEGV $$", "crashed while it compiled the model in", "SIGSEGV"),
        ("echo 'error: link command failed due to signal 11 (use -v)'; exit 254", "crashed", "SIGSEGV"),
    ])
    func `a compiler that is killed or crashes is not a fault of the model`(
        _ text: String,
        _ what: String,
        _ signal: String
    ) async throws {
        let compiler = try compiler(script(text))
        let error = await #expect(throws: ModelBuildError.self) { try await compiler.sharedObject(of: sources) }
        #expect(error?.code == .compilerKilled && error?.isAboutModel == false)
        #expect(
            error?.message.contains(what) == true && error?.message.contains(signal) == true,
            "\(error?.message ?? "")"
        )
        // All compilations share the modules of C headers.
        #expect(try directory.names(in: "cache") == ["clang-modules"])
    }

    @Test(arguments: [
        "error: unable to write 'x.o': No space left on device", "LLVM ERROR: IO failure: Disk quota exceeded",
    ])
    func `a full disk is not a fault of the model`(_ output: String) async throws {
        let compiler = try compiler(script("echo \"\(output)\"; exit 1"))
        let error = await #expect(throws: ModelBuildError.self) { try await compiler.sharedObject(of: sources) }
        #expect(error?.code == .cacheUnusable)
        #expect(error?.message.hasPrefix("the disk of the cache directory '\(directory.path)/cache' is full") == true)
    }

    @Test func `a file system without room, or without code, is refused`() {
        let full = #expect(throws: ModelBuildError.self) {
            try FileSystemState(isNoExec: false, freeBytes: 3 << 20).checkRoom(in: "/c")
        }
        #expect(full?.message == "the disk of the cache directory '/c' is full: only 3 MiB are free")
        let noExec = #expect(throws: ModelBuildError.self) {
            try FileSystemState(isNoExec: true, freeBytes: .max).checkLoading(from: "/c")
        }
        #expect(noExec?.message.contains("mounted with 'noexec'") == true && noExec?.code == .cacheUnusable)
        #expect(throws: Never.self) { try FileSystemState(isNoExec: false, freeBytes: 1 << 30).checkRoom(in: "/c") }
        #expect(throws: Never.self) { try FileSystemState(isNoExec: false, freeBytes: 0).checkLoading(from: "/c") }
        #expect((FileSystemState(of: directory.path)?.freeBytes ?? 0) > 0)
        // What does not exist yet will be where its nearest directory is.
        #expect(FileSystemState(of: "/nonexistent")?.isNoExec == false)
    }

    @Test func `a compiler in a relative directory of PATH is not run`() throws {
        try directory.write("bin/swiftc", "#!/bin/sh\n")
        chmod("\(directory.path)/bin/swiftc", 0o755)
        #expect(throws: ModelBuildError.self) { try Toolchain(environment: ["PATH": "bin:.:"]) }
        #expect(
            try Toolchain(environment: ["PATH": "\(directory.path)/bin"]).compiler == "\(directory.path)/bin/swiftc"
        )
    }

    @Test func `the content key depends on everything that is compiled`() throws {
        try directory.write("b-model/Inference.swift", model)
        try directory.write("c-model/Other.swift", model)
        try directory.write("d-model/Inference.swift", model + " ")
        let sources = try sources
        let key = { (sources: ModelSources, entry: String, kit: [[UInt8]], compiler: String) in
            try ContentKey(sources: sources, entry: entry, kit: kit, compiler: compiler)
        }
        let first = try key(sources, "entry", [[1], [2]], "swift 6.3")
        #expect(try key(sources, "entry", [[1], [2]], "swift 6.3") == first)
        var keys = [
            first, try key(sources, "entry", [[1], [3]], "swift 6.3"),
            try key(sources, "entry", [[1, 2], []], "swift 6.3"),
            try key(sources, "entry", [[1], [2]], "swift 6.4"), try key(sources, "other", [[1], [2]], "swift 6.3"),
        ]
        for name in ["b-model", "c-model", "d-model"] {
            keys.append(
                try key(ModelSources(directory: "\(directory.path)/\(name)"), "entry", [[1], [2]], "swift 6.3")
            )
        }
        #expect(Set(keys).count == keys.count)
    }

    @Test func `the content key depends on this kit and this compiler`() throws {
        let kit = try ModelKit(besideProgram: "\(Project.products)/runner")
        for file in kit.files {
            try Data(contentsOf: URL(filePath: file)).write(
                to: URL(filePath: try directory.write("bin/Modules/\(file.split(separator: "/").last ?? "")", ""))
            )
        }
        let copy = try ModelKit(besideProgram: "\(directory.path)/bin/runner")
        let toolchain = try Toolchain(environment: script("exit 0"))
        let key = { (kit: ModelKit, toolchain: Toolchain) in
            try ContentKey(sources: sources, entry: "", kit: kit, toolchain: toolchain)
        }
        let first = try key(kit, toolchain)
        #expect(try key(copy, toolchain) == first && copy.identity() == kit.identity())
        // The same path, and another program there.
        #expect(try key(kit, Toolchain(environment: script("exit 1 # changed"))) != first)
        try directory.write("bin/Modules/VisionHelper.swiftmodule", "changed")
        #expect(try key(copy, toolchain) != first && copy.identity() != kit.identity())
    }

    @Test func `a missing compiler, kit or source is reported`() throws {
        #expect(throws: ModelBuildError.self) { try compiler(["PATH": directory.path]) }
        #expect(throws: ModelBuildError.self) { try ModelKit(besideProgram: "/nowhere/runner") }
        try directory.write("empty/inf.yml", "")
        let error = #expect(throws: ModelBuildError.self) { try ModelSources(directory: "\(directory.path)/empty") }
        #expect(error?.code == .unreadableSource)
    }

    @Test(arguments: [
        ("omnihuman-1-5", "Inference_omnihuman_1_5"), ("a.b c/", "Inference_a_b_c"), ("ü", "Inference__"),
        ("漢字-1//", "Inference____1"),
    ])
    func `a directory's name becomes a module's`(_ directory: String, _ module: String) {
        #expect(ModuleName.module(of: "vision/\(directory)") == module)
    }
}
