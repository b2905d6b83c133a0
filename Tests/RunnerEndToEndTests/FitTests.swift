import Foundation
import InferenceKit
import TestSupport
import Testing

/// `predict --fit`: what a phone sends is adapted instead of refused, and the refusal names the command that does the same.
struct FitTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func predict(_ words: [String], fault: String? = nil) async throws -> ProgramRun {
        var environment = ["RUNNER_STATE": "\(directory.path)/runs.sqlite", "RUNNER_CACHE": "\(directory.path)/cache"]
        environment["RUNNER_FAULT"] = fault
        return try await run(
            "runner",
            ["predict", "\(Project.directory)/vision/omnihuman-1-0-quick"] + words,
            environment: environment,
            in: directory.path
        )
    }

    private func ffmpeg(_ arguments: String...) async throws {
        let made = try await run("/usr/bin/ffmpeg", ["-v", "error", "-y"] + arguments, in: directory.path)
        try #require(made.status == 0, "\(made.summary)")
    }

    /// Files that the plain command refuses: a picture that is too large and heavy, and a voice note.
    private func makeFiles() async throws {
        try await ffmpeg(
            "-i",
            Project.sample("astronaut.jpg"),
            "-vf",
            "scale=5000:-1,noise=alls=70:allf=u:all_seed=1",
            "-q:v",
            "1",
            "big.jpg"
        )
        try await ffmpeg("-i", Project.sample("hello.wav"), "-c:a", "libopus", "-ar", "48000", "-ac", "2", "note.webm")
    }

    @Test func `files of a phone are fitted, and the report says what was changed`() async throws {
        try await makeFiles()
        let refused = try await predict(["--emulator", "image=big.jpg", "audio=note.webm"])
        #expect(refused.status == 65, "\(refused.summary)")
        let made = try await predict(["--emulator", "--fit", "--json", "image=big.jpg", "audio=note.webm"])
        #expect(made.status == 0, "\(made.summary)")
        let result = try JSONValue(parsing: Array(made.output.utf8))
        let fitted = try #require(result["fitted"]?.array)
        #expect(fitted.map { $0["input"] } == ["image", "audio"])
        let changes = (fitted.first?["changes"]?.array ?? []).compactMap { $0.string }
        #expect(changes.contains { $0.hasPrefix("scaled from 5000x5000 to ") }, "\(changes)")
        #expect(made.errors.contains("fitted audio: converted from a WebM or Matroska video to WAV"), "\(made.summary)")
        // The recorded input is the fitted file.
        let shown = try await run(
            "runner",
            ["runs", "show", "last", "--json"],
            environment: ["RUNNER_STATE": "\(directory.path)/runs.sqlite"]
        )
        #expect(shown.output.contains("cache/fitted/"), "\(shown.output)")
    }

    @Test func `the command in the help fixes the file`() async throws {
        try await makeFiles()
        let refused = try await predict(["--dry-run", "--emulator", "image=big.jpg", "audio=note.webm", "--json"])
        let error = try JSONValue(parsing: Array(refused.output.utf8))["error"]
        let helps = (error?["violations"]?.array ?? []).compactMap { $0["help"]?.string }
        #expect(helps.count == 4, "\(helps)")
        for help in helps where help.contains("convert it: ") {
            let command = try #require(help.split(separator: "convert it: ").last)
            let done = try await run("/bin/sh", ["-c", "\(command) </dev/null"], in: directory.path)
            #expect(done.status == 0, "\(done.summary)")
        }
        let accepted = try await predict(["--dry-run", "--emulator", "image=big-fitted.jpg", "audio=note.wav"])
        #expect(accepted.status == 0, "\(accepted.summary)")
    }

    @Test func `an interrupted run continues with the bytes that were fitted`() async throws {
        try await makeFiles()
        try await EmulatorRun.with(isFree: true) { emulator in
            let environment = emulator.environment.merging([
                "RUNNER_STATE": "\(directory.path)/runs.sqlite", "RUNNER_CACHE": "\(directory.path)/cache",
            ]) { $1 }
            let killed = try await run(
                "runner",
                [
                    "predict", "\(Project.directory)/vision/omnihuman-1-0-quick", "--fit", "image=big.jpg",
                    "audio=note.webm",
                ],
                environment: environment.merging(["RUNNER_FAULT": "after-create:runner"]) { $1 },
                in: directory.path
            )
            #expect(killed.status == 137, "\(killed.summary)")
            let resumed = try await run("runner", ["runs", "resume", "last"], environment: environment)
            #expect(resumed.status == 0, "\(resumed.summary)")
        }
    }

    @Test func `only --trim shortens a recording`() async throws {
        try await ffmpeg("-f", "lavfi", "-i", "sine=d=70", "long.wav")
        let words = ["--dry-run", "--emulator", "image=\(Project.sample("astronaut.jpg"))", "audio=long.wav"]
        for options in [[], ["--fit"]] {
            let refused = try await predict(words + options)
            #expect(refused.status == 65, "\(refused.summary)")
            #expect(refused.errors.contains("add --trim audio=0:"), "\(refused.summary)")
        }
        let trimmed = try await predict(words + ["--trim", "audio=2:12.5"])
        #expect(trimmed.status == 0, "\(trimmed.summary)")
        #expect(trimmed.errors.contains("price: $1.26 for 10.5 s"), "\(trimmed.summary)")
        #expect(trimmed.errors.contains("kept from 2 s to 12.5 s"), "\(trimmed.summary)")
        for wrong in ["sound=0:5", "audio=80:90"] {
            let refused = try await predict(words + ["--trim", wrong])
            #expect(refused.status == 65, "\(refused.summary)")
        }
        #expect(try await predict(words + ["--trim", "audio=5"]).status == 64)
    }

    @Test func `without ffmpeg the message says what to install`() async throws {
        try directory.write("face.webp", Array("RIFF\u{0}\u{0}\u{0}\u{0}WEBP".utf8))
        let result = try await run(
            "runner",
            [
                "predict", "\(Project.directory)/vision/omnihuman-1-0-quick", "--emulator", "--dry-run", "--fit",
                "image=face.webp", "audio=\(Project.sample("hello.mp3"))",
            ],
            environment: ["PATH": "/nowhere"],
            in: directory.path
        )
        #expect(result.status == 65, "\(result.summary)")
        #expect(result.errors.contains("apt-get install ffmpeg"), "\(result.summary)")
    }
}
