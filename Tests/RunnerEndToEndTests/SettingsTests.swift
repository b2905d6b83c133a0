import InferenceKit
import TestSupport
import Testing

/// The file of settings, labels, names of runs, and models that are found from anywhere.
struct SettingsTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func runner(_ words: [String], _ more: [String: String] = [:]) async throws -> ProgramRun {
        try await run("runner", words, environment: ["HOME": directory.path].merging(more) { $1 }, in: directory.path)
    }

    private func json(_ run: ProgramRun) throws -> JSONValue { try JSONValue(parsing: Array(run.output.utf8)) }

    @Test func `settings of the file are in force, the environment comes first, and doctor says which`() async throws {
        let path = try directory.write(
            ".config/runner/config.yml",
            "state: ~/own.sqlite\nmax_cost_per_day: 7\nregistry: ~/models\n"
        )
        let doctor = try await runner(["doctor", "--json"], ["RUNNER_MAX_COST_PER_DAY": "9"])
        let checksFound = try json(doctor)["checks"]?.array
        let checks = try #require(checksFound)
        let settings = checks.filter { $0["check"] == "settings" }.compactMap { $0["message"]?.string }
        #expect(settings.contains("RUNNER_STATE=\(directory.path)/own.sqlite, from \(path):1"), "\(settings)")
        #expect(settings.contains("RUNNER_MAX_COST_PER_DAY=9, from the environment"), "\(settings)")
        #expect(settings.contains("RUNNER_REGISTRY=\(directory.path)/models, from \(path):3"), "\(settings)")
        #expect(checks.contains { $0["message"]?.string?.hasPrefix("$9.00 a day") == true })
    }

    @Test func `a variable with the sign of the home directory makes no directory of that name`() async throws {
        let variables = [
            "RUNNER_STATE": "~/own/runs.sqlite", "RUNNER_CACHE": "~/own/cache", "RUNNER_REGISTRY": "~/models",
        ]
        let models = try TestModels()
        try models.write("hello", predict: "Output(greeting: input.name)")
        try directory.write("models/hello/inf.yml", try models.directory.read("hello/inf.yml"))
        try directory.write("models/hello/Inference.swift", try models.directory.read("hello/Inference.swift"))
        let made = try await runner(["predict", "test/hello", "-q"], variables)
        #expect(made.status == 0, "\(made.summary)")
        #expect(Set(try directory.names(in: "own")).isSuperset(of: ["cache", "runs.sqlite"]))
        #expect(try !directory.names().contains("~"))
    }

    @Test func `a registry that is not there is named beside the models that came with the program`() async throws {
        let listed = try await runner(["list"], ["RUNNER_REGISTRY": "/nowhere"])
        #expect(listed.status == 0 && listed.output.contains("bytedance/omnihuman-1-5"), "\(listed.summary)")
        #expect(
            listed.errors.hasPrefix(
                """
                warning: there is no directory '/nowhere', which is configured as a registry
                help: create it, or correct --registry or RUNNER_REGISTRY

                """
            ),
            "\(listed.summary)"
        )
    }

    @Test func `a mistake in the file is an error with its place`() async throws {
        try directory.write(".config/runner/config.yml", "state: x\nmax_costs: 7\n")
        let result = try await runner(["runs", "list", "--json"])
        #expect(result.status == 78, "\(result.summary)")
        #expect(result.errors.contains("config.yml:2:1: unknown key 'max_costs'"), "\(result.summary)")
        #expect(try json(result)["error"]?["code"] == "configuration")
    }

    @Test func `the same name of a run means the same run, and labels group costs`() async throws {
        try await EmulatorRun.with { emulator in
            let more = emulator.environment.merging(["RUNNER_STATE": "\(directory.path)/runs.sqlite"]) { $1 }
            let words = [
                "predict", "omnihuman-1-0", "--yes", "--json", "--run-name", "order-17", "--label", "shop",
                "image=\(Project.sample("astronaut.jpg"))", "audio=\(Project.shortSpeech)",
            ]
            let first = try await runner(words, more)
            #expect(first.status == 0, "\(first.summary)")
            let second = try await runner(words, more)
            #expect(second.status == 0, "\(second.summary)")
            #expect(try json(first)["run"] == json(second)["run"])
            #expect(try await emulator.submits() == 1)
            let cost = try await runner(["runs", "cost", "--by", "label"], more)
            #expect(cost.output.contains("shop   1"), "\(cost.summary)")
            let other = try await runner(
                words.map { $0.hasPrefix("audio=") ? "audio=\(Project.sample("hello.wav"))" : $0 },
                more
            )
            #expect(other.errors.contains("order-17"), "\(other.summary)")
            #expect(other.status != 0)
        }
    }

    @Test func `models that came with the program are found from anywhere, after those of a registry`() async throws {
        let shown = try await runner(["show", "omnihuman-1-5", "--json"])
        #expect(shown.status == 0, "\(shown.summary)")
        #expect(try json(shown)["pricing"]?["usd_per_output_second"] == .double(0.12))
        let inputsFound = try json(shown)["inputs"]?.array
        let inputs = try #require(inputsFound)
        #expect(inputs.first?["constraints"]?["size_bytes"]?["below"] == 5_000_000, "\(shown.summary)")
        let models = try TestModels()
        try models.write("hello", predict: "Output(greeting: input.name)")
        let listed = try await runner(["list", "--json"], ["RUNNER_REGISTRY": models.directory.path])
        let names = try self.names(listed)
        #expect(names.first == "test/hello" && names.contains("bytedance/omnihuman-1-5"), "\(listed.summary)")
        let given = try await runner(["list", "--json", "--registry", models.directory.path])
        #expect(try self.names(given) == ["test/hello"], "\(given.summary)")
        // In the checkout, the registry is the directory of the models that came with the program.
        let own = try await run("runner", ["list", "--json"], in: Project.directory)
        #expect(try self.names(own) == Array(names.dropFirst()), "\(own.summary)")
    }

    /// The names of the models in a list.
    private func names(_ list: ProgramRun) throws -> [String] {
        let models = try json(list).array
        return try #require(models).compactMap { $0["name"]?.string }
    }

    @Test func `a model that was compiled before runs without a compiler`() async throws {
        let models = try TestModels()
        let path = try models.write("hello", predict: "Output(greeting: input.name)")
        let cache = ["RUNNER_CACHE": "\(directory.path)/cache"]
        let compiled = try await runner(["predict", path, "name=Ada"], cache)
        #expect(compiled.status == 0, "\(compiled.summary)")
        let without = cache.merging(["RUNNER_SWIFTC": "/nowhere/swiftc"]) { $1 }
        let cached = try await runner(["predict", path, "name=Bob"], without)
        #expect(cached.output == "{\"greeting\":\"Bob\"}\n", "\(cached.summary)")
        let other = try await runner(
            ["predict", path, "name=Bob"],
            without.merging(["RUNNER_CACHE": "\(directory.path)/none"]) { $1 }
        )
        #expect(other.status == 78, "\(other.summary)")
    }
}
