import Foundation
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct SecretTests {
    @Test func `no file of a store holds a secret or the query of a link`() async throws {
        let fixture = try await SQLiteFixture(secrets: ["S3cr3t-value"])
        let private1 = "https://u:p4ss@h.example/x.png?X-Signature=0123456789abcdef"
        var run = fixture.run()
        run.input.given["image"] = .string(private1)
        run.input.checked["nested"] = [["k": .string("Bearer S3cr3t-value")]]
        run.service.staging = "https://h/?X-Signature=0123456789abcdef"
        run.label = "label S3cr3t-value"
        run.callerName = "name S3cr3t-value"
        let lease = try await fixture.begin(run)
        var step = StepRecord(name: "stage", paid: false, phase: .began)
        try await fixture.database.record(step, lease, at: fixture.start)
        step.phase = .succeeded
        step.result = .string(private1)
        try await fixture.database.record(step, lease, at: fixture.start)
        step = StepRecord(name: "submit", paid: true, phase: .began)
        try await fixture.database.record(step, lease, at: fixture.start)
        step.phase = .failed
        step.error = PredictionError(
            .accessDenied,
            "S3cr3t-value",
            help: private1,
            vendor: .init(code: "S3cr3t-value", message: private1, requestID: "S3cr3t-value"),
            taskID: "S3cr3t-value"
        )
        try await fixture.database.record(step, lease, at: fixture.start)
        try await fixture.database.update(.task("S3cr3t-value"), lease, at: fixture.start)
        let failure = RunFailure(
            code: "x",
            message: private1,
            help: "S3cr3t-value",
            vendor: step.error?.vendor,
            exitStatus: 1
        )
        try await fixture.database.end(.failed(failure, log: [private1, "S3cr3t-value"]), lease, at: fixture.start)

        for suffix in ["", "-wal"] {
            let bytes = String(decoding: try Data(contentsOf: URL(filePath: fixture.path + suffix)), as: UTF8.self)
            for private2 in ["S3cr3t-value", "X-Signature", "p4ss"] {
                #expect(bytes.firstRange(of: private2) == nil, "\(private2) is in \(suffix)")
            }
        }
        let stored = try await fixture.database.run(named: run.id.short)
        #expect(stored.input.isComplete == false)
        #expect(stored.input.given["image"] == "https://h.example/x.png")
        #expect(stored.log == ["https://h.example/x.png", "<redacted>"])
        #expect(stored.label == "label <redacted>")
        // A caller finds its run by the name that it gave.
        #expect(try await fixture.database.run(callerName: "name S3cr3t-value", of: nil)?.id == run.id)
        let steps = try await fixture.database.steps(of: run.id)
        #expect(steps.map(\.isComplete) == [false, true])
        #expect(steps.recordedSteps.map(\.isComplete) == [false])
    }
}
