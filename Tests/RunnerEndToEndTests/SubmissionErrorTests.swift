import InferenceKit
import TestSupport
import Testing

/// Whatever stops a run between the record of a submission and its answer, the outcome is unknown: it is neither failed nor sent again.
struct SubmissionErrorTests {
    private let models: TestModels
    private var directory: TestDirectory { models.directory }

    init() throws {
        models = try TestModels()
    }

    private func runner(_ words: [String]) async throws -> ProgramRun {
        try await run(
            "runner",
            words,
            environment: ["RUNNER_STATE": "\(directory.path)/runs.sqlite"],
            in: directory.path
        )
    }

    private func record() async throws -> JSONValue {
        let shown = try await runner(["runs", "show", "last", "--json"])
        return try JSONValue(parsing: Array(shown.output.utf8))
    }

    @Test func `a worker that dies while a submission is under way leaves its outcome unknown`() async throws {
        try models.write(
            "payer",
            predict: """
                let answer = try await context.step("submit", paid: true) { () -> String in
                    print("a submission")
                    abort()
                }
                return Output(greeting: answer)
                """
        )
        try directory.write("payer/inf.yml", try directory.read("payer/inf.yml") + "pricing: {usd_per_run: 0.1}\n")
        let made = try await runner(["predict", "payer", "--yes"])
        #expect(made.status == 76, "\(made.summary)")
        var record = try await record()
        #expect(record["status"] == "unknown" && record["paid"] != true, "\(record)")
        // It counts as paid until somebody knows better.
        let cost = try await runner(["runs", "cost", "--json"])
        #expect(cost.output.contains("0.1"), "\(cost.summary)")
        for command in [["runs", "resume", "last"], ["predict", "payer", "--yes"]] {
            let again = try await runner(command)
            #expect(again.status == 76, "\(again.summary)")
            #expect(!again.errors.contains("a submission"), "\(again.summary)")
        }
        record = try await self.record()
        #expect(record["steps"]?.array?.filter { $0["paid"] == true && $0["phase"] == "began" }.count == 1, "\(record)")
    }
}
