import InferenceKit
import TestSupport
import Testing

/// No money without consent, as the command line asks for it.
struct ConsentCommandTests {
    private static let arguments = [
        "predict", "\(Project.directory)/vision/omnihuman-1-5", "-i",
        "image=\(Project.sample("astronaut-and-cat.jpg"))", "audio=\(Project.sample("hello.mp3"))",
    ]
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func environment(_ emulator: EmulatorRun) -> [String: String] {
        emulator.environment.merging(["RUNNER_STATE": "\(directory.path)/runs.sqlite"]) { $1 }
    }

    @Test func `without a terminal, a run that nobody has agreed to is refused and not recorded`() async throws {
        try await EmulatorRun.with { emulator in
            let text = try await run("runner", Self.arguments, environment: environment(emulator), in: directory.path)
            #expect(text.status == 77, "\(text.summary)")
            #expect(
                text.errors == """
                    error: this run costs about $0.69, but consent to pay is missing
                    help: agree with --yes, or set a limit that covers the price: --max-cost 0.69, or RUNNER_MAX_COST_PER_DAY. Nothing was sent

                    """
            )
            let json = try await run(
                "runner",
                Self.arguments + ["--json"],
                environment: environment(emulator),
                in: directory.path
            )
            #expect(json.status == 77)
            let error = try JSONValue(parsing: Array(json.output.utf8))["error"]
            #expect(error?["code"] == "consent-required")
            #expect(error?["price_usd"] == .double(0.6848))
            #expect(error?["ways"] == ["--yes", "--max-cost 0.69", "RUNNER_MAX_COST_PER_DAY"])
            #expect(try await emulator.stats()["requests"]?.array ?? [] == [])
            #expect(try await emulator.submits() == 0)
            let runs = try await run("runner", ["runs", "list", "--all", "--json"], environment: environment(emulator))
            #expect(try JSONValue(parsing: Array(runs.output.utf8)).array == [])
        }
    }

    @Test(arguments: [("y\n", 0, 1), ("n\n", 130, 0), ("\n", 130, 0)])
    func `at a terminal, the command asks after all checks`(answer: String, status: Int32, submits: Int) async throws {
        try await EmulatorRun.with { emulator in
            let result = try await runInTerminal(
                Self.arguments + ["--no-wait"],
                typing: answer,
                environment: environment(emulator),
                in: directory.path
            )
            #expect(result.status == status, "\(result.summary)")
            #expect(result.output.contains("Pay about $0.69? [y/N] "), "\(result.summary)")
            #expect(try await emulator.submits() == submits)
        }
    }

    @Test(arguments: [["--emulator"], ["--dry-run"]]) func `nobody is asked where nothing is charged`(
        _ options: [String]
    ) async throws {
        try await EmulatorRun.with { emulator in
            let result = try await runInTerminal(
                Self.arguments + options,
                typing: "",
                environment: environment(emulator),
                in: directory.path
            )
            #expect(result.status == 0, "\(result.summary)")
            #expect(!result.output.contains("[y/N]"))
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test func `a run that is not paid yet needs consent when it is resumed, and one that is paid does not`()
        async throws
    {
        try await EmulatorRun.with { emulator in
            let environment = environment(emulator)
            let killed = try await run(
                "runner",
                Self.arguments + ["--yes"],
                environment: environment.merging(["RUNNER_FAULT": "after-create:runner"]) { $1 },
                in: directory.path
            )
            #expect(killed.status == 137)
            let refused = try await run("runner", ["runs", "resume", "--all"], environment: environment)
            #expect(refused.status == 77, "\(refused.summary)")
            #expect(refused.errors.contains("this run costs about $0.69, but consent to pay is missing"))
            let low = try await run(
                "runner",
                ["runs", "resume", "--all", "--max-cost", "0.5"],
                environment: environment
            )
            #expect(low.status == 77, "\(low.summary)")
            #expect(try await emulator.submits() == 0)
            let paid = try await run(
                "runner",
                ["runs", "resume", "--all", "--max-cost", "1"],
                environment: environment.merging(["RUNNER_FAULT": "after-record:submit:succeeded:runner"]) { $1 }
            )
            #expect(paid.status == 137, "\(paid.summary)")
            let resumed = try await run("runner", ["runs", "resume", "--all"], environment: environment)
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try await emulator.submits() == 1)
        }
    }

    @Test func `a model without price and keys that begins a paid step is stopped before it`() async throws {
        let models = try TestModels()
        let path = try models.write(
            "foreign",
            predict: #"try await context.step("buy", paid: true) { print("bought") }; return Output(greeting: "")"#
        )
        let refused = try await run(
            "runner",
            ["predict", path],
            environment: ["RUNNER_STATE": "\(directory.path)/runs.sqlite"]
        )
        #expect(refused.status == 77, "\(refused.summary)")
        #expect(refused.errors.contains("its price is unknown since the manifest declares none"))
        #expect(!refused.summary.contains("bought"))
    }

    @Test func `a dry run does not claim what it does not know`() async throws {
        let result = try await run(
            "runner",
            Self.arguments + ["mask_index=7", "--dry-run", "--emulator"],
            in: directory.path
        )
        #expect(result.status == 0, "\(result.summary)")
        #expect(!result.errors.contains("subjects were found"))
        #expect(!result.errors.contains("uploading"))
        #expect(result.output.contains("<URL of the mask of subject 7>"))
        let steps = "stage image, stage audio, detect, submit (paid)"
        #expect(result.errors.contains("nothing was sent; a real run would: \(steps)\n"), "\(result.summary)")
    }
}
