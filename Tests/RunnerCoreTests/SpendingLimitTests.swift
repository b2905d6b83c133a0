import ErrorReporting
import Foundation
import ManifestChecks
import ModelManifest
import ModelSupply
import RunStore
import Spending
import Testing

@testable import RunnerCore

struct SpendingLimitTests {
    private let model = ModelDirectory(
        path: "m",
        manifest: Manifest(name: "m"),
        decoded: ManifestFile.read(path: "/nowhere/inf.yml")
    )

    @Test(arguments: [
        (CostEstimate.known(usd: 0.5, seconds: nil), true), (.known(usd: 0.51, seconds: nil), false),
        (.unknown(reason: "the length is unknown", atMost: nil), false), (.undeclared, false),
    ]) func `a run may cost what was allowed and no more`(_ estimate: CostEstimate, isAllowed: Bool) throws {
        let limit = try SpendingLimit(perRun: 0.5, environment: [:])
        if isAllowed {
            try limit.check(.run(estimate), of: model)
        } else {
            let error = #expect(throws: RunnerError.self) { try limit.check(.run(estimate), of: model) }
            #expect(error?.code == .overBudget)
        }
    }

    @Test func `without a limit everything is allowed`() throws {
        let limit = try SpendingLimit(perRun: nil, environment: [:])
        try limit.check(.run(.undeclared), of: model)
        #expect(limit.budget(at: Date()) == nil)
    }

    @Test(arguments: ["five", "", "-1", "nan", "inf"]) func `a limit that is no amount is an error`(_ text: String) {
        let error = #expect(throws: RunnerError.self) {
            try SpendingLimit(perRun: nil, environment: ["RUNNER_MAX_COST_PER_DAY": text])
        }
        #expect(error?.code == .configuration)
    }

    @Test func `a limit for a day looks back 24 hours, and refuses an unknown price`() throws {
        let limit = try SpendingLimit(perRun: nil, environment: ["RUNNER_MAX_COST_PER_DAY": "2.5"])
        let now = Date(timeIntervalSince1970: 1_000_000)
        #expect(limit.budget(at: now) == RunBudget(usd: 2.5, since: Date(timeIntervalSince1970: 913_600)))
        try limit.check(.run(.known(usd: 9, seconds: nil)), of: model)
        #expect(throws: RunnerError.self) { try limit.check(.run(.undeclared), of: model) }
    }

    /// What a remote caller may spend, what a run costs, and whether that is agreed to; `nil` when it is refused at once.
    struct Remote: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var allowance = Allowance(caller: "ada")
        var asked: Double?
        var environment: [String: String] = [:]
        var covers: Bool?
    }

    @Test(arguments: [
        Remote(testDescription: "no limit at all", covers: false),
        Remote(testDescription: "the request's own limit", asked: 9, covers: false),
        Remote(testDescription: "enough for one run", allowance: Allowance(caller: "ada", perRun: 1), covers: true),
        Remote(
            testDescription: "too little for one run",
            allowance: Allowance(caller: "ada", perRun: 0.9),
            covers: nil
        ),
        Remote(
            testDescription: "enough, but the request lowers it",
            allowance: Allowance(caller: "ada", perRun: 2),
            asked: 0.9,
            covers: nil
        ),
        Remote(
            testDescription: "the request cannot raise it",
            allowance: Allowance(caller: "ada", perRun: 0.9),
            asked: 9,
            covers: nil
        ),
        Remote(testDescription: "the caller's day", allowance: Allowance(caller: "ada", perDay: 0), covers: true),
        Remote(testDescription: "everybody's day", allowance: Allowance(caller: "ada", perDayForAll: 0), covers: true),
        Remote(
            testDescription: "everybody's day in the environment",
            environment: ["RUNNER_MAX_COST_PER_DAY": "0"],
            covers: true
        ),
    ])
    func `a remote caller spends what the server's owner allows, and can only lower it`(remote: Remote) throws {
        let limit = try SpendingLimit(
            perRun: remote.asked,
            environment: remote.environment,
            allowance: remote.allowance
        )
        let check = { try limit.check(.run(.known(usd: 1, seconds: nil)), of: model) }
        guard let covers = remote.covers else {
            let error = #expect(throws: RunnerError.self) { try check() }
            #expect(error?.code == .overBudget)
            return
        }
        try check()
        #expect(limit.covers(1) == covers)
    }

    @Test func `the budgets of a remote caller are its own and the tighter of those of all`() throws {
        let limit = try SpendingLimit(
            perRun: nil,
            environment: ["RUNNER_MAX_COST_PER_DAY": "5"],
            allowance: Allowance(caller: "ada", perDay: 2, perDayForAll: 7)
        )
        let now = Date(timeIntervalSince1970: 1_000_000)
        let since = Date(timeIntervalSince1970: 913_600)
        #expect(
            limit.budget(at: now)?.all.map { RunBudget(usd: $0.usd, since: $0.since, caller: $0.caller) }
                == [RunBudget(usd: 5, since: since), RunBudget(usd: 2, since: since, caller: "ada")]
        )
    }
}
