import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// A service that goes wrong: the video arrives, or the run fails with the right exit code, and one task is made.
struct FaultTests {
    /// One way to go wrong, and what must come of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var faults: [String]
        var status: Int32
        var submits: Int
        var words: String

        init(_ faults: String..., status: Int32 = 0, submits: Int = 1, says words: String = "") {
            self.faults = faults
            self.status = status
            self.submits = submits
            self.words = words
        }

        var testDescription: String { faults.joined(separator: " ") }

        /// The directory and the name of the model: of 1.5, which also looks for subjects, when that goes wrong, or else
        /// of the quick one, whose submission, result and video are the same.
        var model: (directory: String, name: String) {
            let looksForSubjects = faults.contains { $0.hasPrefix("CVProcess:") || $0.hasPrefix("any:") }
            return looksForSubjects ? ("omnihuman-1-5", "omnihuman-1-5") : ("omnihuman-1-0-quick", "omnihuman-1-0")
        }
    }

    static let cases = [
        // The service recovers.
        Case("CVSubmitTask:rate-limit*2"), Case("CVSubmitTask:rate-limit-200"), Case("CVSubmitTask:flow-limit"),
        Case("CVSubmitTask:busy*3", says: "waiting for a free slot"), Case("CVSubmitTask:busy-200"),
        Case("CVProcess:error-503*2"), Case("CVProcess:reset-before"), Case("CVProcess:not-json"),
        Case("CVGetResult:error-502*2"), Case("CVGetResult:reset-before"), Case("CVGetResult:cut"),
        Case("CVGetResult:internal*2"), Case("CVGetResult:null-data*2"), Case("CVGetResult:unknown-status=dreaming*3"),
        Case("CVGetResult:rate-limit*2", "video:cut"), Case("any:skew=7200", says: "this machine's clock is wrong"),
        // The answer to a submission is lost: nothing is sent again.
        Case("CVSubmitTask:reset-after", status: 76, says: "it may or may not have been accepted"),
        Case("CVSubmitTask:cut", status: 76, says: "check the usage page"),
        Case("CVSubmitTask:error-500", status: 76, submits: 0), Case("CVSubmitTask:error-504", status: 76, submits: 0),
        Case("CVSubmitTask:internal", status: 76, submits: 0),
        // The service refuses.
        Case("CVSubmitTask:code=50411", status: 65, submits: 0, says: "the input image did not pass the content check"),
        Case("CVGetResult:code=50516", status: 65, says: "the generated video did not pass the content check"),
        Case("CVProcess:code=50400", status: 77, submits: 0, says: "activate the model in the BytePlus console"),
        Case("CVGetResult:expired", status: 69, says: "has expired"),
        Case("CVGetResult:not-found*3", status: 69, says: "does not know the task"),
        // The video does not come.
        Case("video:dead", status: 69, says: "the video cannot be downloaded: the server returned HTTP"),
        Case("video:not-a-video"), Case("video:not-a-video*all", status: 69, says: "it does not begin as an MP4 does"),
    ]

    @Test(arguments: cases) func `a run survives or tells`(_ fault: Case) async throws {
        let directory = try TestDirectory()
        let options = fault.faults.flatMap { ["--faults", $0] }
        try await EmulatorRun.with(options) { emulator in
            let result = try await run(
                "runner",
                [
                    "predict", "\(Project.directory)/vision/\(fault.model.directory)", "--yes", "-i",
                    "image=\(Project.sample("astronaut-and-cat.jpg"))", "audio=\(Project.shortSpeech)",
                ],
                environment: emulator.environment,
                in: directory.path
            )
            #expect(result.status == fault.status, "\(result.summary)")
            #expect(fault.words.isEmpty || result.errors.contains(fault.words), "\(result.summary)")
            #expect(try await emulator.submits() == fault.submits)
            if fault.status == 0 {
                #expect(try directory.names() == ["\(fault.model.name).mp4"])
            } else {
                #expect(result.output == "")
                #expect(result.errors.contains("help: "), "\(result.summary)")
                #expect(!(try directory.names().contains("\(fault.model.name).mp4")))
            }
            for secret in ["emulator-secret", "Signature=", "X-Signature"] {
                #expect(!result.errors.contains(secret))
            }
        }
    }

    @Test func `a wrong key is reported as such`() async throws {
        try await EmulatorRun.with { emulator in
            var environment = emulator.environment
            environment["BYTEPLUS_SECRET_KEY"] = "not-the-secret"
            let result = try await run(
                "runner",
                [
                    "predict", "\(Project.directory)/vision/omnihuman-1-5", "--yes", "-i",
                    "image=\(Project.sample("astronaut.jpg"))", "audio=\(Project.shortSpeech)",
                ],
                environment: environment,
                in: "/tmp"
            )
            #expect(result.status == 77)
            #expect(result.errors.contains("the secret key does not belong to the access key"))
            #expect(result.errors.contains("SignatureDoesNotMatch"))
            #expect(!result.errors.contains("not-the-secret"))
        }
    }

    @Test func `time that is over leaves the task and names it`() async throws {
        let directory = try TestDirectory()
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let result = try await predict(emulator, in: directory, ["--timeout", "6s"])
            #expect(result.status == 75, "\(result.summary)")
            let task = try #require(try await emulator.lastTask())
            #expect(result.errors.contains("task: \(task)"))
            #expect(try await emulator.stats()["cancels"]?.integer == 0)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `a signal stops waiting, cancels nothing and names the task`(
        _ signal: Int32
    ) async throws {
        let directory = try TestDirectory()
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let result = try await predict(emulator, in: directory) { process in
                try await waitForTask(emulator)
                kill(process, signal)
            }
            #expect(result.status == 130, "\(result.summary)")
            let task = try #require(try await emulator.lastTask())
            #expect(result.errors.contains("error: stopped\ntask: \(task)\n"), "\(result.summary)")
            #expect(try await emulator.stats()["cancels"]?.integer == 0)
        }
    }

    @Test func `a signal cancels the task when that was asked for`() async throws {
        let directory = try TestDirectory()
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let result = try await predict(emulator, in: directory, ["--cancel-on-interrupt"]) { process in
                try await waitForTask(emulator)
                kill(process, SIGINT)
            }
            #expect(result.status == 130, "\(result.summary)")
            #expect(try await emulator.stats()["cancels"]?.integer == 1)
        }
    }

    @Test func `a signal in the middle of a submission waits for the task's id`() async throws {
        let directory = try TestDirectory()
        try await EmulatorRun.with(["--queue-time", "600s", "--faults", "CVSubmitTask:slow=5s"]) { emulator in
            let result = try await predict(emulator, in: directory) { process in
                try await waitForRequest("CVSubmitTask", at: emulator)
                kill(process, SIGINT)
            }
            #expect(result.status == 130, "\(result.summary)")
            let task = try #require(try await emulator.lastTask())
            #expect(result.errors.contains("waiting for the response to the submission before stopping"))
            #expect(result.errors.contains("task: \(task)\n"), "\(result.summary)")
        }
    }

    @Test func `a worker that dies in a submission leaves its outcome unknown`() async throws {
        let directory = try TestDirectory()
        try await EmulatorRun.with(["--faults", "CVSubmitTask:slow=30s"]) { emulator in
            let result = try await predict(emulator, in: directory) { process in
                try await waitForRequest("CVSubmitTask", at: emulator)
                for thread in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task") {
                    let children = try TestDirectory.text("/proc/\(process)/task/\(thread)/children")
                    for child in children.split(separator: " ") { kill(Int32(child) ?? 0, SIGKILL) }
                }
            }
            #expect(result.status == 76, "\(result.summary)")
            #expect(result.errors.contains("it may or may not have been accepted and charged"), "\(result.summary)")
        }
    }

    @Test func `a reader that goes away does not end a paid run`() async throws {
        let directory = try TestDirectory()
        try await EmulatorRun.with { emulator in
            let command =
                "\(Project.products)/runner predict \(Project.directory)/vision/omnihuman-1-0-quick --yes -o out.mp4 "
                + "-i image=\(Project.sample("astronaut.jpg")) audio=\(Project.shortSpeech) 2>&1 | head -n 1"
            let result = try await run(
                "/bin/sh",
                ["-c", command],
                environment: emulator.environment,
                in: directory.path
            )
            #expect(result.output.hasPrefix("warning: "), "\(result.summary)")
            #expect(try directory.names() == ["out.mp4"])
        }
    }

    @Test func `an empty endpoint is never taken for the real service`() async throws {
        let result = try await run(
            "runner",
            ["predict", "\(Project.directory)/vision/omnihuman-1-0-quick", "--endpoint", "", "--dry-run"]
        )
        #expect(result.status == 78)
        #expect(result.errors.hasPrefix("error: --endpoint is empty\n  help: give an address, or omit it\n"))
    }

    private func waitForTask(_ emulator: EmulatorRun) async throws {
        // The result is asked for only after the runner has seen the answer to its submission.
        try await waitForRequest("CVGetResult", at: emulator)
    }

    /// Waits until the emulator has seen a request, for a minute at most.
    private func waitForRequest(_ action: String, at emulator: EmulatorRun) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await emulator.stats()["requests"]?[action]?.integer ?? 0 == 0 {
            try #require(ContinuousClock.now < end, "no \(action) in a minute")
        }
    }

    private func predict(
        _ emulator: EmulatorRun,
        in directory: TestDirectory,
        _ arguments: [String] = [],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await run(
            "runner",
            [
                "predict", "\(Project.directory)/vision/omnihuman-1-0-quick", "--yes", "-i",
                "image=\(Project.sample("astronaut.jpg"))", "audio=\(Project.shortSpeech)",
            ] + arguments,
            environment: emulator.environment,
            in: directory.path,
            whileRunning: whileRunning
        )
    }
}
