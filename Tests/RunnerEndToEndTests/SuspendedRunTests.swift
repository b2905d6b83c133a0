import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// A runner and its worker that are suspended between the record of a submission and its request.
struct SuspendedRunTests {
    @Test func `what was suspended for too long does not send the recorded request, and is never given up meanwhile`()
        async throws
    {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator)
            let result = try await scene.predict(fault: "after-record:submit:began:nobody") { process in
                try await poll { state(of: process) == "T" }
                let workers = try children(of: process)
                let thaw = ContinuousClock.now + .seconds(21)
                for arguments in [[], ["--resubmit"]] {
                    let other = try await scene.resume(arguments)
                    #expect(other.status == 75, "\(other.summary)")
                }
                try await poll { ContinuousClock.now >= thaw }
                #expect(try await scene.submits() == 0)
                for suspended in workers + [process] { kill(suspended, SIGCONT) }
            }
            #expect(result.status == 0, "\(result.summary)")
            #expect(try await scene.submits() == 1)
            let steps = try await scene.record()["steps"]?.array?.filter { $0["name"] == "submit" } ?? []
            #expect(steps.map { $0["phase"] } == ["failed", "succeeded"])
            #expect(
                steps.first?["error"]?["message"]?.string?.contains("more than 20 s passed after its step was recorded")
                    == true
            )
        }
    }
}

/// The state of a process, such as `T` when it is suspended.
private func state(of process: Int32) -> String? {
    let text = try? TestDirectory.text("/proc/\(process)/stat")
    return text?.split(separator: ")").last?.split(separator: " ").first.map(String.init)
}

/// Waits until something is so, for a minute at most.
private func poll(until isSo: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !isSo() {
        try #require(ContinuousClock.now < end, "it is not so in a minute")
        await Task.yield()
    }
}
