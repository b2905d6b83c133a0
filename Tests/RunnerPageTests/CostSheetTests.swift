import Foundation
import InferenceKit
import RunStore
import RunnerPage
import Testing

struct CostSheetTests {
    private static func row(_ model: String, _ usd: Double, undecidedUSD: Double? = 0) -> DailyCost {
        let cost = RunCost(
            key: model,
            paidRuns: 2,
            usd: usd,
            estimatedRuns: 1,
            unknownRuns: 0,
            undecidedRuns: 1,
            undecidedUSD: undecidedUSD
        )
        return DailyCost(day: "2026-11-30", model: model, cost: cost)
    }

    @Test func `costs are written as CSV, and no text is a formula or ends its field`() {
        let rows = [Self.row("a/one", 0.1 + 0.2), Self.row("=1+1", 1, undecidedUSD: nil), Self.row("b,\"c\"\r\nd", 2)]
        let sheet = CostSheet(rows, since: Date(timeIntervalSince1970: 0), until: Date(timeIntervalSince1970: 1))
        #expect(
            sheet.csv == """
                day,model,paid_runs,usd,estimated_runs,unknown_runs,undecided_runs,undecided_usd\r
                2026-11-30,a/one,2,0.3,1,0,1,0.0\r
                2026-11-30,'=1+1,2,1.0,1,0,1,\r
                2026-11-30,"b,""c""\r
                d",2,2.0,1,0,1,0.0\r

                """
        )
        #expect(sheet.json["total_usd"] == .double(3.3))
    }
}
