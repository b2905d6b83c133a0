import ErrorReporting
import Foundation
import InferenceKit
import ModelSupply
import RunStore
import SQLiteRunStore
import Spending
import TestSupport
import Testing

@testable import RunnerCore

/// The daily limit of runs that continue: each costs $0.20 and was begun two days ago.
struct ResumptionBudgetTests {
    private static let day = 86_400.0

    private let now = Date()
    private let scene: PreparationScene

    init() async throws {
        var scene = try await PreparationScene()
        scene.environment["RUNNER_MAX_COST_PER_DAY"] = "1"
        self.scene = scene
    }

    /// Records a run of two days ago that was interrupted, and which may have been paid by then.
    private func interrupted(isPaid: Bool) async throws -> RunID {
        var request = try scene.request()
        request.reuse = .never
        let prepared = try await scene.prepare(request)
        let began = now.addingTimeInterval(-2 * Self.day)
        let lease = try await scene.store.create(
            Run(prepared, try #require(prepared.identity), at: began),
            owner: .current,
            budget: nil
        )
        for phase in isPaid ? [StepRecord.Phase.began, .succeeded] : [] {
            try await scene.store.record(StepRecord(name: "submit", paid: true, phase: phase), lease, at: began)
        }
        let failure = RunFailure(code: "interrupted", message: "interrupted", exitStatus: 130)
        try await scene.store.end(.interrupted(failure, log: []), lease, at: began)
        return lease.run
    }

    /// Reserves money for another run of today.
    private func spend(_ usd: Double) async throws {
        let prepared = try await scene.prepare(scene.request())
        var run = Run(prepared, try #require(prepared.identity), at: now)
        run.estimate = .usd(usd)
        _ = try await scene.store.create(run, owner: .current, budget: nil)
    }

    private var resumption: Resumption {
        Resumption(database: scene.store, installation: Installation(environment: scene.environment))
    }

    /// Prepares a run to continue, as `resume` does before it drives the run.
    private func prepare(_ id: RunID) async throws -> PreparedRun {
        let lease = try await scene.store.acquire(id, for: .current, at: now)
        let run = try await scene.store.run(named: id.description)
        let past = RunPast(run, try await scene.store.steps(of: id))
        return try await resumption.prepare(run, past, Resumption.Options(), lease) { _ in }
    }

    /// Why a run cannot continue without a daily limit, with these options; `nil` when it may pay.
    private func refusal(_ id: RunID, _ change: (inout Resumption.Options) -> Void) async throws -> String? {
        var environment = scene.environment
        environment["RUNNER_MAX_COST_PER_DAY"] = nil
        let resumption = Resumption(database: scene.store, installation: Installation(environment: environment))
        var options = Resumption.Options()
        change(&options)
        let lease = try await scene.store.acquire(id, for: .current, at: now)
        let run = try await scene.store.run(named: id.description)
        let past = RunPast(run, try await scene.store.steps(of: id))
        do {
            let prepared = try await resumption.prepare(run, past, options, lease) { _ in }
            try await scene.store.release(lease)
            return prepared.mayPay ? nil : "may not pay"
        } catch {
            try await scene.store.release(lease)
            return ErrorReport(error).code
        }
    }

    /// What counts in the budget of the last 24 hours, in cents.
    private func used() async throws -> Int {
        let usd = try await scene.store.budgetUse(since: now.addingTimeInterval(-Self.day)).usd
        return Int((usd * 100).rounded())
    }

    @Test func `a run that is not paid yet is not resumed when the money of the day is spent`() async throws {
        let id = try await interrupted(isPaid: false)
        try await spend(0.9)
        let stopped = await #expect(throws: RunStopped.self) { try await resumption.resume(id) { _ in } }
        #expect(stopped.map { ErrorReport($0).code } == "over-budget")
        let run = try await scene.store.run(named: id.description)
        #expect(run.status == .processing)
        #expect(run.lease == nil)
        #expect(try await scene.store.steps(of: id).isEmpty)
        #expect(try await used() == 90)
    }

    @Test func `everything that keeps a run from continuing is found at once, in the order of a new run`() async throws
    {
        let id = try await interrupted(isPaid: false)
        try FileManager.default.removeItem(atPath: "\(scene.directory.path)/two.wav")
        var environment = scene.environment
        environment["TALK_KEY"] = nil
        environment["RUNNER_MAX_COST_PER_DAY"] = "much"
        let resumption = Resumption(database: scene.store, installation: Installation(environment: environment))
        let stopped = await #expect(throws: RunStopped.self) { try await resumption.resume(id) { _ in } }
        let found = stopped.flatMap { ErrorReport($0).details["findings"]?.array?.compactMap { $0["code"]?.string } }
        #expect(found == ["invalid-input", "missing-secret", "configuration"])
        let run = try await scene.store.run(named: id.description)
        #expect(run.status == .processing)
        #expect(run.lease == nil)
    }

    @Test func `wrong settings of the service and of the files keep nothing else from being found`() async throws {
        let id = try await interrupted(isPaid: false)
        var environment = scene.environment
        environment["TALK_KEY"] = nil
        environment["RUNNER_FILES"] = "ftp://files.test"
        let resumption = Resumption(database: scene.store, installation: Installation(environment: environment))
        let options = Resumption.Options(staging: "ftp://a.test")
        let stopped = await #expect(throws: RunStopped.self) { try await resumption.resume(id, options) { _ in } }
        let found = stopped.flatMap { ErrorReport($0).details["findings"]?.array?.compactMap { $0["code"]?.string } }
        #expect(found == ["configuration", "configuration", "missing-secret"])
    }

    @Test func `a run that continues needs what a new one needs: a place for its files, and its keys`() async throws {
        let manifest = try scene.directory.read("models/talk/inf.yml")
        try scene.directory.write("models/talk/inf.yml", "service: ark\n\(manifest)")
        let id = try await interrupted(isPaid: false)
        var environment = scene.environment
        environment["TALK_KEY"] = nil
        let resumption = Resumption(database: scene.store, installation: Installation(environment: environment))
        let options = Resumption.Options(staging: "s3://bucket")
        let stopped = await #expect(throws: RunStopped.self) { try await resumption.resume(id, options) { _ in } }
        let report = try #require(stopped.map { ErrorReport($0) })
        let found = report.details["findings"]?.array?.compactMap { $0["message"]?.string }
        #expect(found == ["the keys for staging are not set", "the secret TALK_KEY is not set"])
        #expect(report.text.contains("or try the model without an account: --emulator"))
    }

    @Test func `a run that is refused stays as it is recorded`() async throws {
        let id = try await interrupted(isPaid: false)
        let before = try await scene.store.run(named: id.description)
        var environment = scene.environment
        environment["RUNNER_MAX_COST_PER_DAY"] = nil
        let resumption = Resumption(database: scene.store, installation: Installation(environment: environment))
        for (maxCost, code) in [(0.1, "over-budget"), (nil, "interrupted")] {
            var changed = Resumption.Options(place: "\(scene.directory.path)/other.wav")
            changed.maxCost = maxCost
            changed.consent = .ask { _ in false }
            let options = changed
            let stopped = await #expect(throws: RunStopped.self) { try await resumption.resume(id, options) { _ in } }
            #expect(stopped.map { ErrorReport($0).code } == code)
        }
        let after = try await scene.store.run(named: id.description)
        #expect(after.places == before.places && after.model == before.model && after.service == before.service)
    }

    @Test func `what is not paid yet needs consent and keeps within --max-cost, and what is paid does not`()
        async throws
    {
        let open = try await interrupted(isPaid: false)
        #expect(try await refusal(open) { $0.consent = .none } == "consent-required")
        #expect(try await refusal(open) { $0.consent = .ask { _ in false } } == "interrupted")
        #expect(try await refusal(open) { $0.consent = .given } == nil)
        #expect(try await refusal(open) { $0.maxCost = 0.2 } == nil)
        #expect(try await refusal(open) { $0.maxCost = 0.19 } == "over-budget")
        #expect(try await refusal(open) { ($0.maxCost, $0.consent) = (0.19, .given) } == "over-budget")
        let paid = try await interrupted(isPaid: true)
        #expect(try await refusal(paid) { $0.consent = .none } == nil)
        #expect(try await refusal(paid) { $0.maxCost = 0.01 } == nil)
    }

    @Test func `a run continues where it was begun, unless another address is named on purpose`() async throws {
        let manifest = try scene.directory.read("models/talk/inf.yml")
        try scene.directory.write(
            "models/talk/inf.yml",
            manifest.replacing("kernel: swift-6", with: "kernel: swift-6\nservice: talk")
        )
        let id = try await interrupted(isPaid: true)
        var environment = scene.environment
        environment["TALK_ENDPOINT"] = "https://elsewhere.example.com"
        let resumption = Resumption(database: scene.store, installation: Installation(environment: environment))
        let stopped = await #expect(throws: RunStopped.self) { try await resumption.resume(id) { _ in } }
        #expect(stopped.map { ErrorReport($0).code } == "configuration")
        #expect(stopped.map { ErrorReport($0).message.contains("TALK_ENDPOINT points elsewhere") } == true)
    }

    @Test func `a run whose outcome is unknown is not submitted again without being asked`() async throws {
        let id = try await interrupted(isPaid: false)
        let lease = try await scene.store.acquire(id, for: .current, at: now)
        try await scene.store.record(StepRecord(name: "submit", paid: true, phase: .began), lease, at: now)
        let failure = RunFailure(code: "outcome-unknown", message: "lost", exitStatus: 76)
        try await scene.store.end(.unknown(failure, log: []), lease, at: now)
        // The model cannot be compiled, or lacks its secret, and so cannot look for the result.
        for key in ["s3cret", nil] {
            var environment = scene.environment
            environment["TALK_KEY"] = key
            let resumption = Resumption(database: scene.store, installation: Installation(environment: environment))
            let stopped = await #expect(throws: RunStopped.self) { try await resumption.resume(id) { _ in } }
            #expect(stopped?.fate == .unknown)
            #expect(stopped.map { ErrorReport($0).exitStatus } == .outcomeUnknown)
        }
        #expect(try await scene.store.run(named: id.description).status == .unknown)
        #expect(try await scene.store.steps(of: id).allSatisfy { !$0.isAbandoned })
    }

    @Test func `a run that is paid is resumed whatever else was spent`() async throws {
        let id = try await interrupted(isPaid: true)
        try await spend(5)
        #expect(try await prepare(id).mayPay)
        #expect(try await used() == 500)
    }

    @Test func `a run that is resumed counts in the money of today`() async throws {
        let id = try await interrupted(isPaid: false)
        try await spend(0.8)
        #expect(try await used() == 80)
        #expect(try await prepare(id).mayPay)
        #expect(try await used() == 100)
    }
}
