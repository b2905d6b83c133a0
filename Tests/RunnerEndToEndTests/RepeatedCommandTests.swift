import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// The same command again is free: it means the run that the first one made.
struct RepeatedCommandTests {
    @Test func `a command that ran out of time is continued by the same command`() async throws {
        try await EmulatorRun.with(["--queue-time", "3s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let late = try await scene.predict(["--timeout", "2s"])
            #expect(late.status == 75, "\(late.summary)")
            let id = try await scene.id()
            let planned = try await scene.predict(["--dry-run", "--json"])
            #expect(try JSONValue(parsing: Array(planned.output.utf8))["run"]?.string == id, "\(planned.summary)")
            #expect(
                planned.errors.contains(
                    "a real run continues the run \(id.suffix(6)), which has the same model and inputs and has not ended; "
                        + "--again creates a new run\n"
                ),
                "\(planned.summary)"
            )
            let again = try await scene.predict(["--json"])
            #expect(again.status == 0, "\(again.summary)")
            let result = try JSONValue(parsing: Array(again.output.utf8))
            #expect(result["run"]?.string == id)
            #expect(result["continued"] == true)
            #expect(try scene.files() == ["omnihuman-1-5.mp4"])
            #expect(try await scene.submits() == 1)
            // Nothing is open any more, so this is a new run.
            let third = try await scene.predict(["--no-wait"])
            #expect(third.errors.contains("the run \(id.suffix(6)) has succeeded with the same model and inputs"))
            #expect(try await scene.submits() == 2)
        }
    }

    @Test(arguments: [[], ["--reuse"], ["--no-wait"]]) func `after Ctrl-C, the same command does not pay again`(
        _ arguments: [String]
    ) async throws {
        try await EmulatorRun.with(["--queue-time", "2s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let stopped = try await scene.predict { process in
                try await emulator.wait(for: "CVGetResult")
                kill(process, SIGINT)
            }
            #expect(stopped.status == 130, "\(stopped.summary)")
            // Consent is not needed for what is paid already.
            let again = try await scene.predict(arguments + ["-o", "other.mp4"], consent: [])
            #expect(again.status == 0, "\(again.summary)")
            #expect(try scene.files() == (arguments == ["--no-wait"] ? [] : ["other.mp4"]))
            #expect(try await scene.submits() == 1)
        }
    }

    @Test func `a lost answer is reported by the same command, and a new run needs to be asked for`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:reset-after"]) { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict().status == 76)
            let id = try await scene.id()
            for arguments in [[], ["--reuse"], ["--no-wait"]] {
                let again = try await scene.predict(arguments)
                #expect(again.status == 76, "\(again.summary)")
                #expect(again.errors.contains("runner runs resume \(id.suffix(6)) --resubmit"), "\(again.summary)")
                #expect(again.errors.contains("repeat the command with --again"), "\(again.summary)")
            }
            #expect(try await scene.submits() == 1)
            let planned = try await scene.predict(["--dry-run"])
            #expect(
                planned.errors.contains("a real run reports that the outcome of the run \(id.suffix(6)) is unknown")
            )
            #expect(try await scene.predict(["--again"]).status == 0)
            #expect(try await scene.submits() == 2)
        }
    }

    @Test(arguments: [[], ["--reuse"]]) func `two commands at the same time make one run`(_ arguments: [String])
        async throws
    {
        try await EmulatorRun.with(["--queue-time", "1s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            try await withThrowingTaskGroup(of: ProgramRun.self) { group in
                for index in 0..<3 {
                    group.addTask { try await scene.predict(arguments + ["-o", "video-\(index).mp4"]) }
                }
                for try await result in group { #expect(result.status == 0, "\(result.summary)") }
            }
            #expect(try await scene.submits() == 1)
            #expect(try scene.files() == ["video-0.mp4", "video-1.mp4", "video-2.mp4"])
            #expect(try Set((0..<3).map { try scene.directory.read("video-\($0).mp4") }).count == 1)
        }
    }

    @Test func `who waits for another command may stop, and the run continues`() async throws {
        try await EmulatorRun.with(["--queue-time", "3s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            async let driver = scene.predict()
            try await emulator.wait(for: "CVGetResult")
            let second = try await scene.predict { process in
                try await waitForSignals(process)
                kill(process, SIGINT)
            }
            #expect(second.status == 130, "\(second.summary)")
            #expect(second.errors.contains("error: stopped waiting; the run continues\n"), "\(second.summary)")
            #expect(second.errors.contains("wait again: runner runs wait "), "\(second.summary)")
            #expect(try await driver.status == 0)
            #expect(try await scene.submits() == 1)
        }
    }

    @Test func `what an interrupted run has not paid yet needs consent again`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict(fault: "after-create:runner").status == 137)
            let refused = try await scene.predict(consent: [])
            #expect(refused.status == 77, "\(refused.summary)")
            #expect(refused.errors.contains("consent to pay is missing"), "\(refused.summary)")
            #expect(try await scene.submits() == 0)
            let limited = try await scene.predict(consent: ["--max-cost", "0.01"])
            #expect(limited.status == 77, "\(limited.summary)")
            #expect(try await scene.predict().status == 0)
            #expect(try await scene.submits() == 1)
        }
    }
}

/// Waits until a process watches for SIGINT.
private func waitForSignals(_ process: Int32) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while true {
        let status = try TestDirectory.text("/proc/\(process)/status")
        let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
        if let mask = caught.flatMap({ UInt64($0, radix: 16) }), mask & 1 << (SIGINT - 1) != 0 { return }
        try #require(ContinuousClock.now < end, "no signal is watched in a minute")
        await Task.yield()
    }
}
