import TestSupport
import Testing

private let face = "image=\(Project.sample("astronaut-and-cat.jpg"))"
private let speech = "audio=\(Project.sample("hello.mp3"))"

/// A store is created for a run that can be recorded, and for nothing else.
struct StoreCreationTests {
    private let model = "\(Project.directory)/vision/omnihuman-1-5"
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    /// Options, and the exit code.
    private static let requests: [([String], Int32)] = [
        (["--emulator", "-i", face, "audio=missing.wav"], 65), (["--emulator", "-i", face], 65),
        (["--yes", "-i", face, speech], 65),
        (["--yes", "-i", "image=https://a.test/face.jpg", "audio=https://a.test/speech.wav"], 77),
        (["--emulator", "--max-cost", "0.01", "-i", face, "audio=-x"], 65),
        (["--emulator", "-o", "missing/video.mp4", "-i", face, speech], 73),
        (["--dry-run", "--emulator", "-i", face, speech], 0),
    ]

    @Test(arguments: requests)
    func `a request that ends before a run is recorded creates no store`(
        _ options: [String],
        _ status: Int32
    ) async throws {
        let result = try await run(
            "runner",
            ["predict", model] + options,
            environment: ["RUNNER_STATE": "\(directory.path)/state/runs.sqlite"],
            in: directory.path
        )
        #expect(result.status == status, "\(result.summary)")
        #expect(try directory.names().isEmpty)
    }

    @Test func `nobody is asked to pay for a run that cannot be recorded`() async throws {
        try directory.write("file", "")
        try await EmulatorRun.with { emulator in
            let result = try await runInTerminal(
                ["predict", model, "-i", face, speech],
                typing: "y\n",
                environment: emulator.environment.merging(["RUNNER_STATE": "\(directory.path)/file/runs.sqlite"]) {
                    $1
                },
                in: directory.path
            )
            #expect(result.status != 0)
            #expect(result.output.contains("the store of runs '\(directory.path)/file/runs.sqlite' cannot be opened"))
            #expect(!result.output.contains("[y/N]"), "\(result.summary)")
            #expect(try await emulator.submits() == 0)
        }
    }
}
