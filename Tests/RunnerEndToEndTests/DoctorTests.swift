import InferenceKit
import TestSupport
import Testing

struct DoctorTests {
    private func checks(_ run: ProgramRun) throws -> [String: [JSONValue]] {
        let list = try #require(try JSONValue(parsing: Array(run.output.utf8))["checks"]?.array)
        return Dictionary(grouping: list) { $0["check"]?.string ?? "" }
    }

    @Test func `with an emulator everything is well`() async throws {
        try await EmulatorRun.with { emulator in
            let run = try await run("runner", ["doctor"], environment: emulator.environment)
            #expect(run.status == 0, "\(run.summary)")
            for name in ["toolchain", "worker", "libraries", "cache", "state", "network", "clock", "keys", "staging"] {
                let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("\(name) ") }
                #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(" ok ") }, "\(name): \(run.summary)")
            }
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test func `a key that is not accepted is reported with its remedy, and is nowhere shown`() async throws {
        try await EmulatorRun.with { emulator in
            let environment = emulator.environment.merging(["BYTEPLUS_SECRET_KEY": "not-the-key"]) { $1 }
            let run = try await run("runner", ["doctor", "--json"], environment: environment)
            #expect(run.status == 77, "\(run.summary)")
            #expect(!run.summary.contains("not-the-key"))
            let keys = try #require(try checks(run)["keys"])
            // The models of another service have another key.
            let refused = keys.filter { $0["status"] == "failed" }
            #expect(refused.count == 2)
            for finding in refused {
                #expect(finding["message"]?.string?.contains("SignatureDoesNotMatch") == true)
                #expect(finding["help"]?.string?.contains("BYTEPLUS_SECRET_KEY") == true)
            }
            #expect(try JSONValue(parsing: Array(run.output.utf8))["ok"] == false)
        }
    }

    @Test func `without a network, keys or a compiler each line says what to do`() async throws {
        let run = try await run(
            "runner",
            ["doctor", "--json", "--endpoint", "http://127.0.0.1:9"],
            environment: ["RUNNER_SWIFTC": "/nowhere/swiftc", "RUNNER_CACHE": "/proc/nowhere", "TMPDIR": "/tmp"]
        )
        #expect(run.status == 78, "\(run.summary)")
        let checks = try checks(run)
        for name in ["toolchain", "cache", "secrets", "network"] {
            for finding in try #require(checks[name], "\(name)") {
                #expect(finding["status"] == "failed", "\(finding)")
                #expect(finding["help"]?.string?.isEmpty == false)
            }
        }
        #expect(checks["worker"]?.first?["status"] == "ok")
        #expect(checks["keys"] == nil)
        #expect(checks["staging"]?.first?["status"] == "warning")
    }
}
