import InferenceKit
import ModelInputs
import ModelManifest
import RunStore
import Spending
import Testing

@testable import RunnerCore

struct CostEstimateTests {
    private func estimate(_ pricing: Pricing?, seconds: Double?) -> CostEstimate {
        var file = MediaFile(name: "audio")
        file.seconds = seconds
        var inputs = CheckedInputs()
        inputs.files = [file]
        return CostEstimate(pricing, inputs)
    }

    @Test func `the price of a length is rounded up to cents`() {
        let pricing = Pricing(usdPerOutputSecond: 0.12, durationFrom: "audio")
        #expect(estimate(pricing, seconds: 5.71).description == "$0.69 for 5.71 s")
        #expect(estimate(pricing, seconds: 25).description == "$3.00 for 25 s")
        // Rounded to the nearest cent, it would be less than what is billed.
        #expect(estimate(pricing, seconds: 5.68).description == "$0.69 for 5.68 s")
        #expect(estimate(pricing, seconds: 25.01).description == "$3.01 for 25.01 s")
    }

    @Test func `a price a run is added to a price a second`() {
        let both = Pricing(usdPerOutputSecond: 0.1, usdPerRun: 0.5, durationFrom: "audio")
        #expect(estimate(both, seconds: 10).usd == 1.5)
        #expect(estimate(both, seconds: nil).usd == nil)
    }

    @Test func `a price that was never declared is not taken for one of nothing`() {
        let pricing = Pricing(usdPerRun: 0)
        #expect(CostEstimate(recorded: .usd(0), nil) == .free)
        #expect(CostEstimate(recorded: .unknown, nil) == .undeclared)
        #expect(CostEstimate(recorded: .usd(0), pricing) == .known(usd: 0, seconds: nil))
        #expect(CostEstimate(recorded: .usd(0.5), pricing).usd == 0.5)
    }

    @Test func `what a charged run has cost is never nothing because it is unknown`() {
        let perSecond = Pricing(usdPerOutputSecond: 0.1)
        #expect(RunPrice(nil, seconds: 3, isCharged: true) == .unknown)
        #expect(RunPrice(perSecond, seconds: nil, isCharged: true) == .unknown)
        #expect(RunPrice(perSecond, seconds: 3, isCharged: true).usd.map { abs($0 - 0.3) < 1e-9 } == true)
        #expect(RunPrice(perSecond, seconds: 3, isCharged: false) == .usd(0))
        #expect(RunPrice(nil, seconds: nil, isCharged: false) == .usd(0))
    }

    @Test func `a price that cannot be known is unknown and never nothing`() {
        let unknown = estimate(Pricing(usdPerOutputSecond: 0.12, durationFrom: "audio"), seconds: nil)
        #expect(unknown.usd == nil)
        #expect(unknown.description == "unknown, since the length of 'audio' is unknown")
        #expect(estimate(Pricing(usdPerOutputSecond: 0.12), seconds: 3).usd == nil)
    }

    @Test(arguments: [(0.70, false), (0.699, false), (0.71, true), (1.39, true), (nil, false)] as [(Double?, Bool)])
    func `a price above the estimate is a warning`(price: Double?, isWarned: Bool) {
        let pricing = Pricing(usdPerRun: 0.70)
        let warning = estimate(pricing, seconds: nil).warning(about: price.map { .usd($0) } ?? .unknown)
        #expect((warning != nil) == isWarned)
        if price == 1.39 {
            #expect(
                warning
                    == "the run cost $1.39, which is more than the estimate of $0.70: the output is "
                    + "longer than estimated; only the service's bill is authoritative"
            )
        }
        #expect(estimate(nil, seconds: nil).warning(about: .usd(1)) == nil)
    }

    @Test func `a model that declares no price is not called free`() {
        #expect(estimate(nil, seconds: nil).description == "not declared")
        #expect(estimate(nil, seconds: nil).usd == nil)
        #expect(estimate(Pricing(usdPerRun: 0.5), seconds: nil).description == "$0.50")
    }
}
