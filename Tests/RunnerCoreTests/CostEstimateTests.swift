import InferenceKit
import ModelInputs
import ModelManifest
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
    }

    @Test func `a price that cannot be known is unknown and never nothing`() {
        let unknown = estimate(Pricing(usdPerOutputSecond: 0.12, durationFrom: "audio"), seconds: nil)
        #expect(unknown.usd == nil)
        #expect(unknown.description == "unknown, since the length of 'audio' is unknown")
        #expect(estimate(Pricing(usdPerOutputSecond: 0.12), seconds: 3).usd == nil)
    }

    @Test func `a model that declares no price is not called free`() {
        #expect(estimate(nil, seconds: nil).description == "not declared")
        #expect(estimate(nil, seconds: nil).usd == nil)
        #expect(estimate(Pricing(usdPerRun: 0.5), seconds: nil).description == "$0.50")
    }
}
