import ErrorReporting
import Foundation
import InferenceKit
import ModelSupply
import RunStore
import Spending
import Synchronization
import TestSupport
import Testing

@testable import RunnerCore

/// No money without consent: who is asked, and who is refused.
struct ConsentTests {
    /// Whether there is somebody to ask, and what is answered.
    enum Person: Sendable { case none, agrees, declines }

    /// What the user has said in advance.
    enum Advance: String, Sendable { case nothing, yes, limitPerRun, limitPerDay }

    /// What comes of it.
    enum Outcome: Sendable, Equatable {
        case prepared
        case refused(String)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var person: Person
        var advance: Advance
        var isPriceKnown: Bool
        var outcome: Outcome
        var isAsked: Bool

        init(
            _ person: Person,
            _ advance: Advance,
            priceKnown: Bool,
            _ outcome: Outcome,
            asks: Bool = false
        ) {
            self.person = person
            self.advance = advance
            isPriceKnown = priceKnown
            self.outcome = outcome
            isAsked = asks
        }

        var testDescription: String {
            "\(person) \(advance.rawValue) \(isPriceKnown ? "known" : "unknown") -> \(outcome)"
        }
    }

    static let cases = [
        Case(.agrees, .nothing, priceKnown: true, .prepared, asks: true),
        Case(.declines, .nothing, priceKnown: true, .refused("interrupted"), asks: true),
        Case(.none, .nothing, priceKnown: true, .refused("consent-required")),
        Case(.agrees, .nothing, priceKnown: false, .refused("consent-required")),
        Case(.none, .nothing, priceKnown: false, .refused("consent-required")),
        Case(.declines, .yes, priceKnown: true, .prepared),
        Case(.none, .yes, priceKnown: true, .prepared),
        Case(.declines, .yes, priceKnown: false, .prepared),
        Case(.none, .yes, priceKnown: false, .prepared),
        Case(.declines, .limitPerRun, priceKnown: true, .prepared),
        Case(.none, .limitPerRun, priceKnown: true, .prepared),
        Case(.declines, .limitPerDay, priceKnown: true, .prepared),
        Case(.none, .limitPerDay, priceKnown: true, .prepared),
        // No limit covers an unknown price.
        Case(.agrees, .limitPerRun, priceKnown: false, .refused("over-budget")),
        Case(.none, .limitPerRun, priceKnown: false, .refused("over-budget")),
        Case(.agrees, .limitPerDay, priceKnown: false, .refused("over-budget")),
        Case(.none, .limitPerDay, priceKnown: false, .refused("over-budget")),
    ]

    @Test(arguments: [0.69, 0.684_1, 0.685, 1.001, 12.340_1, 0.001, 119.999])
    func `the limit that is suggested covers the price, and by less than a cent`(usd: Double) throws {
        let required = ConsentRequired(estimate: .known(usd: usd, seconds: nil))
        let limit = try #require(required.ways.first { $0.hasPrefix("--max-cost ") }?.split(separator: " ").last)
        let amount = try #require(Double(limit))
        #expect(amount >= usd && amount < usd + 0.01)
        #expect(required.help.contains("--max-cost \(limit)"))
        #expect(required.message.contains("$\(limit)"))
    }

    @Test(arguments: cases) func `a run is charged with consent only`(_ row: Case) async throws {
        var scene = try await PreparationScene(
            pricing: row.isPriceKnown ? "{usd_per_run: 0.69}" : "{usd_per_output_second: 0.10}"
        )
        let questions = Mutex<[String]>([])
        var request = try scene.request()
        switch row.person {
        case .none: request.consent = .none
        case .agrees, .declines:
            request.consent = .ask { question in
                questions.withLock { $0.append(question.text) }
                return row.person == .agrees
            }
        }
        switch row.advance {
        case .nothing: break
        case .yes: request.consent = .given
        case .limitPerRun: request.maxCost = 0.69
        case .limitPerDay: scene.environment["RUNNER_MAX_COST_PER_DAY"] = "5"
        }
        switch row.outcome {
        case .prepared: #expect(try await scene.prepare(request).mayPay)
        case .refused(let code): #expect(try await scene.codes(request) == [code])
        }
        #expect(questions.withLock { $0 } == (row.isAsked ? ["Pay about $0.69?"] : []))
    }

    @Test func `nobody is asked for a run that cannot start`() async throws {
        let scene = try await PreparationScene()
        var request = try scene.request("volume=1")
        request.consent = .ask { _ in
            Issue.record("asked")
            return true
        }
        #expect(try await scene.codes(request) == ["invalid-input"])
    }

    @Test func `a price of nothing needs no consent`() async throws {
        let scene = try await PreparationScene(pricing: "{usd_per_run: 0}")
        var request = try scene.request()
        request.consent = .none
        #expect(try await scene.prepare(request).mayPay)
    }

    @Test func `a model with a key and no price may be charged`() async throws {
        let scene = try await PreparationScene(pricing: nil)
        var request = try scene.request()
        request.consent = .none
        #expect(try await scene.codes(request) == ["consent-required"])
    }

    @Test func `a model with neither key nor price runs, and may not begin a paid step`() async throws {
        let scene = try await PreparationScene(pricing: nil)
        let manifest = try scene.directory.read("models/talk/inf.yml")
        try scene.directory.write(
            "models/talk/inf.yml",
            manifest.replacing("secrets:\n    - {key: TALK_KEY, description: A key of the test.}\n", with: "")
        )
        var request = try scene.request()
        request.consent = .none
        #expect(try await scene.prepare(request).mayPay == false)
        request.consent = .given
        #expect(try await scene.prepare(request).mayPay)
    }

    /// Whether many runs may be paid: two of $0.40 each, and perhaps one of unknown price.
    @Test(arguments: cases.filter { $0.person != .declines || $0.isAsked })
    func `many runs are charged by the same rules as one`(_ row: Case) async throws {
        let scene = try await PreparationScene()
        var price = SeriesPrice()
        for _ in 0..<2 { price.add(.known(usd: 0.4, seconds: nil)) }
        if !row.isPriceKnown { price.add(.unknown(reason: "the length is unknown", atMost: nil)) }
        let environment = row.advance == .limitPerDay ? ["RUNNER_MAX_COST_PER_DAY": "5"] : [:]
        let purchase = Purchase(
            model: try Registry(roots: ["\(scene.directory.path)/models"]).model("talk"),
            price: .series(price),
            limit: try SpendingLimit(perRun: row.advance == .limitPerRun ? 0.8 : nil, environment: environment)
        )
        let questions = Mutex<[String]>([])
        let consent: Consent =
            switch (row.advance, row.person) {
            case (.yes, _): .given
            case (_, .none): .none
            default:
                .ask { question in
                    questions.withLock { $0.append(question.text) }
                    return row.person == .agrees
                }
            }
        var outcome = Outcome.prepared
        do {
            try await purchase.checkLimits(scene.store, now: Date())
            #expect(try await purchase.permission(consent).mayPay)
        } catch {
            outcome = .refused(ErrorReport(error).code)
        }
        #expect(outcome == row.outcome)
        #expect(questions.withLock { $0 } == (row.isAsked ? ["Pay about $0.80 for 2 runs?"] : []))
    }

    @Test func `the refusal of many runs states the price of all and the ways to consent`() {
        var price = SeriesPrice()
        for _ in 0..<3 { price.add(.known(usd: 0.06, seconds: nil)) }
        let known = ErrorReport(ConsentRequired(.series(price)))
        #expect(known.message == "the runs cost $0.18 for 3 runs, but consent to pay is missing")
        #expect(known.details["price_usd"] == .double(0.18))
        #expect(known.details["ways"] == ["--yes", "--max-cost 0.18", "RUNNER_MAX_COST_PER_DAY"])
        price.add(.undeclared)
        let unknown = ErrorReport(ConsentRequired(.series(price)))
        #expect(unknown.details["price_usd"] == .null)
        #expect(unknown.details["ways"] == ["--yes"])
    }

    @Test func `the error states the price and the ways to consent`() {
        let known = ErrorReport(ConsentRequired(estimate: .known(usd: 0.689, seconds: nil)))
        #expect(known.exitStatus == .notPermitted)
        #expect(known.message == "this run costs about $0.69, but consent to pay is missing")
        #expect(
            known.help
                == "agree with --yes, or set a limit that covers the price: --max-cost 0.69, or "
                + "RUNNER_MAX_COST_PER_DAY. Nothing was sent"
        )
        #expect(known.details["price_usd"] == .double(0.689))
        #expect(known.details["ways"] == ["--yes", "--max-cost 0.69", "RUNNER_MAX_COST_PER_DAY"])
        let remote = ErrorReport(ConsentRequired(estimate: .known(usd: 0.689, seconds: nil), isRemote: true))
        #expect(remote.details["price_usd"] == .double(0.689))
        #expect(remote.help?.contains("--yes") == false && remote.help?.contains("--max-cost 0.69") == true)
        let unknown = ErrorReport(ConsentRequired(estimate: .unknown(reason: "the length is not known", atMost: nil)))
        #expect(unknown.message == "this run is charged, and its price is unknown since the length is not known")
        #expect(unknown.details["price_usd"] == .null)
        #expect(unknown.details["ways"] == ["--yes"])
    }
}
