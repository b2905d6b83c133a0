import Diagnostics
import Glibc
import InferenceKit
import Synchronization
import TestSupport
import Testing

@testable import ModelBuild

struct ModelBuildTests {
    private let folder: TestFolder
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
        folder = try TestFolder()
        try folder.write("a-model/Inference.swift", model)
    }

    private var sources: ModelSources {
        get throws { try ModelSources(directory: "\(folder.path)/a-model") }
    }

    private func compiler(
        _ environment: [String: String] = baseEnvironment,
        cache: ModelCache? = nil,
        timeLimit: Duration = .seconds(120)
    ) throws -> ModelCompiler {
        try ModelCompiler(
            kit: ModelKit(besideProgram: "\(Project.products)/runner"),
            cache: cache ?? ModelCache(folder: "\(folder.path)/cache"),
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
        try folder.write("a-model/Inference.swift", model + "// changed\n")
        #expect(try await compile().key != first.key)
        #expect(compilations.withLock { $0 } == 2)
        #expect(try folder.names(in: "cache").filter { $0.hasPrefix("work-") } == [])
    }

    @Test func `a damaged or half-written cache file is never used`() async throws {
        let first = try await compiler().sharedObject(of: sources)
        let name = "cache/\(first.key)/model.so"
        let whole = try folder.read(name)
        for damage in ["", String(whole.prefix(1_000))] {
            try folder.write(name, damage)
            #expect(ModelCache(folder: "\(folder.path)/cache").sharedObject(for: first.key) == nil)
        }
        #expect(try await compiler().sharedObject(of: sources) == first)
        #expect(ModelCache(folder: "\(folder.path)/cache").sharedObject(for: first.key) == first.path)
    }

    @Test func `several compilations of one model at once end with the same object`() async throws {
        let (compiler, sources) = (try compiler(), try sources)
        let paths = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<3 { group.addTask { try await compiler.sharedObject(of: sources).path } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(paths.count == 1)
        #expect(try folder.names(in: "cache").filter { $0.hasPrefix("work-") } == [])
    }

    @Test func `the compiler's errors name the model's own file`() async throws {
        let path = try folder.write("a-model/Inference.swift", model + "let x: Int = \"text\"\n")
        let error = await #expect(throws: ModelBuildError.self) {
            try await compiler(cache: .shared).sharedObject(of: sources)
        }
        #expect(error?.code == .compileFailed)
        #expect(error?.compilerOutput.contains("\(path):8:14: error: cannot convert") == true)
        #expect(error?.compilerOutput.contains("runner-entry") == false)
    }

    @Test func `a model without the type is told what to declare`() async throws {
        for text in ["struct Other {}\n", "import InferenceKit\nstruct Inference {}\n"] {
            try folder.write("a-model/Inference.swift", text)
            let error = await #expect(throws: ModelBuildError.self) {
                try await compiler(cache: .shared).sharedObject(of: sources)
            }
            let message = "the model has no type 'Inference' that conforms to 'Predictor'"
            #expect(error?.findings.map(\.message) == [message])
        }
    }

    @Test func `a compilation has a time limit`() async throws {
        let slow = try folder.write("swiftc", "#!/bin/sh\nexec sleep 600\n")
        chmod(slow, 0o755)
        let compiler = try compiler(["RUNNER_SWIFTC": slow], timeLimit: .milliseconds(200))
        let error = await #expect(throws: ModelBuildError.self) { try await compiler.sharedObject(of: sources) }
        #expect(error?.code == .compileTimedOut)
        #expect(try folder.names(in: "cache") == [])
    }

    @Test func `a missing compiler, kit or source is told`() throws {
        #expect(throws: ModelBuildError.self) { try compiler(["PATH": folder.path]) }
        #expect(throws: ModelBuildError.self) { try ModelKit(besideProgram: "/nowhere/runner") }
        try folder.write("empty/inf.yml", "")
        let error = #expect(throws: ModelBuildError.self) { try ModelSources(directory: "\(folder.path)/empty") }
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
