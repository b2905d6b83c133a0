import TestSupport
import Testing

/// The README of a model that is in a lock, which nobody may change by the way.
struct LockedReadmeTests {
    private let scene: AddScene

    /// A locked model whose README says less than its manifest does.
    init() async throws {
        scene = try AddScene()
        let greeter = scene.sources.path("greeter")
        #expect(try await run("runner", ["readme", greeter]).status == 0)
        let manifest = try scene.sources.directory.read("greeter/inf.yml")
        try scene.sources.directory.write("greeter/inf.yml", manifest.replacing("default: Ada", with: "default: Bob"))
        try scene.sources.directory.write(
            "greeter/examples/bob.json",
            #"{"input": {}, "output": {"greeting": "Hello, Bob"}}"#
        )
        #expect(try await scene.add(greeter).status == 0)
    }

    @Test func `a test notes that it is not current, and passes`() async throws {
        let result = try await scene.runner(["test", "--warnings-as-errors"])
        #expect(result.status == 0, "\(result.summary)")
        let note = "  note:  '\(scene.registry)/greeter/README.md' differs from the manifest and the examples"
        #expect(result.output.contains(note), "\(result.summary)")
    }

    @Test func `it is not written, and the way out works`() async throws {
        let before = try scene.directory.read("registry/greeter/README.md")
        let all = try await scene.runner(["readme"])
        #expect(all.status == 0 && all.output == "", "\(all.summary)")
        let named = try await scene.runner(["readme", "greeter"])
        #expect(named.status == 73 && named.errors.contains("the model is in runner.lock"), "\(named.summary)")
        let model = "\(scene.registry)/greeter"
        let commands = "runner readme --force \(model) && runner verify --accept \(model)\n"
        #expect(named.errors.hasSuffix(commands), "\(named.summary)")
        #expect(try scene.directory.read("registry/greeter/README.md") == before)
        #expect(try await scene.runner(["verify"]).status == 0)

        let forced = try await scene.runner(["readme", "--force", "greeter"])
        #expect(forced.status == 0 && forced.output == "\(scene.registry)/greeter/README.md\n", "\(forced.summary)")
        #expect(try await scene.runner(["verify"]).status == 1)
        #expect(try await scene.runner(["verify", "--accept", "greeter", "--yes"]).status == 0)
        let tested = try await scene.runner(["test"])
        #expect(tested.status == 0 && !tested.output.contains("note:"), "\(tested.summary)")
        // One that is current needs no writing, so there is nothing to refuse.
        #expect(try await scene.runner(["readme", "greeter"]).status == 0)
    }

    @Test func `a check passes it over unless it is named`() async throws {
        #expect(try await scene.runner(["readme", "--check"]).status == 0)
        let named = try await scene.runner(["readme", "--check", "greeter"])
        #expect(named.status == 1 && named.output.contains("+"), "\(named.summary)")
    }
}
