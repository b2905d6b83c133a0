import ErrorReporting
import Foundation
import InferenceKit
import RunStore
import TestSupport
import Testing

@testable import RunQueue

/// The circuit breaker of an account.
struct AccountTests {
    private func report(_ code: String, _ status: ErrorReporting.ExitStatus) -> ErrorReport {
        ErrorReport(code: code, message: "the account is overdue", exitStatus: status)
    }

    @Test func `an account that is refused gets no more runs, and another one does`() async throws {
        let scene = try await QueueScene()
        let queue = scene.queue()
        let id = try await scene.enqueue { $0.service.name = "example" }
        let run = try await scene.run(id)
        let claims = scene.claims
        await queue.note(run, report("service-unavailable", .unavailable))
        #expect(await queue.limits(claims).closed.isEmpty)
        await queue.note(run, report("access-denied", .notPermitted))
        let account = try #require(ServiceLimits().limit(of: run.service)?.account)
        #expect(await queue.limits(claims).closed == [account])
        let key = run.model.key
        let claim = RunClaim(modelKeys: [key], count: 9, limits: await queue.limits(claims))
        #expect(try await scene.store.claim(claim, for: .current, at: Date()).isEmpty)
    }

    @Test(arguments: ["store-unusable", "files-unreachable", "cannot-write"])
    func `what is away on this side stops no account`(code: String) async throws {
        let scene = try await QueueScene()
        let queue = scene.queue()
        let run = try await scene.run(try await scene.enqueue { $0.service.name = "example" })
        for _ in 0..<5 { await queue.note(run, report(code, .configuration)) }
        #expect(await queue.limits(scene.claims).closed.isEmpty)
        await queue.note(run, report("configuration", .configuration))
        #expect(await queue.limits(scene.claims).closed.count == 1)
    }

    @Test func `equal failures in a row stop an account, and a success between them does not`() async throws {
        let scene = try await QueueScene()
        let queue = scene.queue()
        let run = try await scene.run(try await scene.enqueue { $0.service.name = "example" })
        let claims = scene.claims
        for _ in 0..<2 { await queue.note(run, report("service-unavailable", .unavailable)) }
        await queue.note(run, nil)
        for _ in 0..<2 { await queue.note(run, report("service-unavailable", .unavailable)) }
        #expect(await queue.limits(claims).closed.isEmpty)
        await queue.note(run, report("service-unavailable", .unavailable))
        #expect(await queue.limits(claims).closed.count == 1)
    }

    @Test func `only a server continues what is abandoned`() {
        var settings = QueueSettings(concurrency: 1, length: 0)
        #expect(settings.takesAbandonedRuns)
        settings.claims = ClaimSettings(models: { ClaimedModels() }, limits: ServiceLimits())
        #expect(!settings.takesAbandonedRuns)
        settings = QueueSettings(concurrency: 0, length: 0)
        #expect(!settings.takesAbandonedRuns)
    }

    @Test func `all runs of unknown outcome have their turn, however many there are`() {
        var place = DoubtPlace()
        let runs = (0..<150).reversed().map { second in
            Run(
                id: RunID(milliseconds: 1_767_615_693_000 + Int64(second), random: UInt32(second)),
                model: RunModel(name: "test/m", directory: "/m", key: "k"),
                input: RunInput(given: [:], checked: [:], files: [], fingerprint: ""),
                places: [],
                replacesFiles: false,
                service: RunService(endpoint: nil, staging: nil, usesOwnEmulator: false, isCharged: true),
                timeout: .zero,
                estimate: .unknown,
                created: Date(timeIntervalSince1970: 1_767_615_693 + Double(second))
            )
        }
        #expect(place.filter.isEnqueued == true && place.filter.after == nil)
        #expect(place.move(over: Array(runs[..<100])) == nil)
        #expect(place.filter.after == RunPosition(created: runs[99].created, id: runs[99].id))
        #expect(place.move(over: Array(runs[100...])) == Set(runs.map(\.id)))
        #expect(place.filter.after == nil)
    }
}
