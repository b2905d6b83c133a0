import Foundation
import HTTPTypes
import InferenceKit
import RunnerCore
import Spending
import Testing

@testable import RunnerServer

struct CheckReportTests {
    private struct Refusal: Error {}

    @Test func `the upper bound of the cost is reported although the amount is unknown`() {
        let estimate = CostEstimate.unknown(reason: "the service decides", atMost: 1.5)
        let report = CheckReport(Refusal(), estimate: estimate, isFree: false, warnings: [], fitted: [])
        let price = report.json["price"]
        #expect(price?["usd"] == .null && price?["upper_usd"] == .double(1.5) && price?["is_known"] == .bool(false))
        let free = CheckReport(Refusal(), estimate: estimate, isFree: true, warnings: [], fitted: [])
        #expect(free.json["price"]?["upper_usd"] == .double(0))
    }
}
