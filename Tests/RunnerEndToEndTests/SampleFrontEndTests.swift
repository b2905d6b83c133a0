import TestSupport
import Testing

/// A front end of sixty lines that uses the core without a line of the command line.
struct SampleFrontEndTests {
    private let directory: TestDirectory
    private let model = "\(Project.directory)/vision/omnihuman-1-5"

    init() throws {
        directory = try TestDirectory()
    }

    private func predict(_ inputs: String...) async throws -> ProgramRun {
        try await run(
            "sample-front-end",
            [model] + inputs,
            environment: ["RUNNER_STATE": "\(directory.path)/runs.sqlite", "RUNNER_POLL_INTERVAL": "0.05"],
            in: directory.path
        )
    }

    @Test func `it predicts on the emulator, and its run is recorded`() async throws {
        let image = "image=\(Project.sample("astronaut-and-cat.jpg"))"
        let result = try await predict(image, "audio=\(Project.shortSpeech)")
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "omnihuman-1-5.mp4\n")
        #expect(try directory.names().contains("omnihuman-1-5.mp4"))
        let list = try await run("runner", ["runs", "list", "--state", "\(directory.path)/runs.sqlite"])
        #expect(list.output.contains("succeeded"), "\(list.summary)")
    }

    @Test func `it reports everything that is wrong at once`() async throws {
        let result = try await predict("image=none.jpg", "volume=1")
        #expect(result.status == 65, "\(result.summary)")
        for words in ["there is no file 'none.jpg'", "input 'audio': missing", "input 'volume'"] {
            #expect(result.errors.contains(words), "\(result.summary)")
        }
    }
}
