import Foundation
import InferenceKit
import TestSupport
import Testing

/// The commands with a store in PostgreSQL.
struct DatabaseStoreTests {
    @Test func `a run is recorded in the database and nowhere else, and another machine sees it`() async throws {
        let directory = try TestDirectory()
        let address = try await PostgresServer.newDatabase()
        try await EmulatorRun.with { emulator in
            let environment = emulator.environment.merging(["HOME": directory.path, "RUNNER_STORE": address]) { $1 }
            let predicted = try await run(
                "runner",
                [
                    "predict", "omnihuman-1-0", "--yes", "--json", "--run-name", "order-17",
                    "image=\(Project.sample("astronaut.jpg"))", "audio=\(Project.shortSpeech)",
                ],
                environment: environment
            )
            #expect(predicted.status == 0, "\(predicted.summary)")
            let id = try #require(try JSONValue(parsing: Array(predicted.output.utf8))["run"]?.string)
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/.local/state/runner/runs.sqlite"))

            // Another machine has the address only.
            let other = try TestDirectory()
            let shown = try await run(
                "runner",
                ["runs", "show", "last", "--json", "--store", address],
                environment: ["HOME": other.path]
            )
            #expect(shown.status == 0 && shown.output.contains(id), "\(shown.summary)")
            let cost = try await run(
                "runner",
                ["runs", "cost"],
                environment: ["HOME": other.path, "RUNNER_STORE": address]
            )
            #expect(cost.status == 0 && cost.summary.contains("1 paid run"), "\(cost.summary)")
            let removed = try await run("runner", ["runs", "rm", "last"], environment: environment)
            #expect(removed.status == 0, "\(removed.summary)")
        }
        let doctor = try await run(
            "runner",
            ["doctor"],
            environment: ["HOME": directory.path, "RUNNER_STORE": address]
        )
        #expect(doctor.output.contains("is PostgreSQL 15"), "\(doctor.summary)")
        #expect(doctor.output.contains("is a superuser, which runner never needs"), "\(doctor.summary)")
    }

    @Test func `a password is refused as an argument and never shown`() async throws {
        let directory = try TestDirectory()
        let secret = "postgres://ada:s3cret-t0ken@127.0.0.1:1/runs"
        for option in ["--store", "--state"] {
            let result = try await run(
                "runner",
                ["runs", "list", option, secret],
                environment: ["HOME": directory.path]
            )
            #expect(result.status == 64 && result.errors.contains("RUNNER_STORE"), "\(result.summary)")
            #expect(!result.summary.contains("t0ken"), "\(result.summary)")
        }
        let environment = ["HOME": directory.path, "RUNNER_STORE": secret]
        let listed = try await run("runner", ["runs", "list"], environment: environment)
        #expect(listed.status == 78, "\(listed.summary)")
        #expect(
            listed.errors.contains("the database 'postgres://ada@127.0.0.1:1/runs' cannot be reached"),
            "\(listed.summary)"
        )
        let doctor = try await run("runner", ["doctor"], environment: environment)
        #expect(doctor.output.contains("RUNNER_STORE=postgres://ada@127.0.0.1:1/runs"), "\(doctor.summary)")
        let server = try await run("runner", ["serve", "--check"], environment: environment)
        for result in [listed, doctor, server] { #expect(!result.summary.contains("t0ken"), "\(result.summary)") }
    }
}
