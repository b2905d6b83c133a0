import TestSupport
import Testing

/// Commands on kernels that lack Landlock: a program refuses its system calls before `runner` starts.
struct OldKernelCommandTests {
    private let scene: AddScene

    init() throws {
        scene = try AddScene()
    }

    private func runner(_ mode: String, _ arguments: [String]) async throws -> ProgramRun {
        try await run(
            "\(Project.products)/without-landlock",
            [mode, "\(Project.products)/runner"] + arguments,
            environment: [
                "HOME": "\(scene.directory.path)/home", "RUNNER_REGISTRY": scene.registry,
                "RUNNER_STATE": "\(scene.directory.path)/runs.sqlite",
            ],
            in: scene.directory.path
        )
    }

    @Test func `models from elsewhere are refused, and others run with a warning`() async throws {
        #expect(try await scene.add(scene.sources.path("greeter")).status == 0)
        let refused = try await runner("all", ["predict", "greeter"])
        #expect(refused.status == 78, "\(refused.summary)")
        #expect(
            refused.errors.contains("comes from elsewhere, and this kernel cannot confine it"),
            "\(refused.summary)"
        )
        #expect(refused.errors.contains("if you trust the model, use --unsafe-models"), "\(refused.summary)")
        let described = try await runner("all", ["validate", "--compile", "\(scene.registry)/greeter"])
        #expect(described.status == 78, "\(described.summary)")
        let forced = try await runner("all", ["predict", "greeter", "--unsafe-models"])
        #expect(forced.status == 0 && forced.errors.contains("warning: the sandbox is off"), "\(forced.summary)")
        let own = try await runner("all", ["predict", scene.sources.path("greeter")])
        #expect(own.status == 0, "\(own.summary)")
        #expect(
            own.errors.contains("warning: the sandbox is incomplete: a model can read and change every file"),
            "\(own.summary)"
        )
    }

    @Test func `doctor says what is missing`() async throws {
        let result = try await runner("all", ["doctor"])
        #expect(result.output.contains("a model can read and change every file that you can"), "\(result.summary)")
        #expect(result.output.contains("models that 'runner add' fetched are refused"), "\(result.summary)")
    }

    @Test func `a sandbox that cannot be applied is no fault of the model`() async throws {
        // A model that was never compiled.
        let word = UInt64.random(in: .min ... .max)
        try scene.sources.write("greeter", predict: "Output(greeting: \"Hello \(word)\")")
        let greeter = scene.sources.path("greeter")
        let uncompiled = try await runner("apply", ["predict", greeter])
        #expect(uncompiled.status == 78, "\(uncompiled.summary)")
        #expect(uncompiled.errors.contains("the sandbox of the compiler cannot be applied"), "\(uncompiled.summary)")
        #expect(try await scene.runner(["predict", greeter]).status == 0)
        let result = try await runner("apply", ["predict", greeter])
        #expect(result.status == 78, "\(result.summary)")
        #expect(
            result.errors.contains("the sandbox of the model cannot be applied: cannot apply Landlock rules"),
            "\(result.summary)"
        )
        #expect(result.errors.contains("'runner doctor' shows what this kernel offers"), "\(result.summary)")
    }
}
