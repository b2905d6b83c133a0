import ErrorReporting
import Foundation
import ManifestChecks
import ModelManifest
import ModelSupply
import RunStore
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
        (.unknown(reason: "the length is unknown"), false), (.undeclared, false),
    ]) func `a run may cost what was allowed and no more`(_ estimate: CostEstimate, isAllowed: Bool) throws {
        let limit = try SpendingLimit(perRun: 0.5, environment: [:])
        if isAllowed {
            try limit.check(estimate, of: model)
        } else {
            let error = #expect(throws: RunnerError.self) { try limit.check(estimate, of: model) }
            #expect(error?.code == .overBudget)
        }
    }

    @Test func `without a limit everything is allowed`() throws {
        let limit = try SpendingLimit(perRun: nil, environment: [:])
        try limit.check(.undeclared, of: model)
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
        try limit.check(.known(usd: 9, seconds: nil), of: model)
        #expect(throws: RunnerError.self) { try limit.check(.undeclared, of: model) }
    }
}
