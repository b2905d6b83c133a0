import ModelManifest
import Quantities
import Testing

struct BoundsTests {
    struct Case: CustomTestStringConvertible {
        let value: Int
        let broken: String?
        var testDescription: String { "\(value)" }
    }

    private let bounds = Bounds(min: 1, max: 10, above: 0, below: 9, recommendedMax: 5)

    @Test(arguments: [
        Case(value: 0, broken: "at least 1"), Case(value: 1, broken: nil), Case(value: 5, broken: nil),
        Case(value: 6, broken: "recommended at most 5"), Case(value: 8, broken: "recommended at most 5"),
        Case(value: 9, broken: "below 9"), Case(value: 11, broken: "at most 10"),
    ])
    func `the broken limit is named, a hard one before the recommended`(_ row: Case) {
        #expect(bounds.violation(of: row.value)?.text { "\($0)" } == row.broken)
    }

    @Test func `only the recommended limit is a recommendation`() {
        #expect(bounds.violation(of: 6)?.isRecommendation == true)
        #expect(bounds.violation(of: 11)?.isRecommendation == false)
    }

    @Test func `not a number breaks every limit`() {
        #expect(Bounds(min: 0.0).violation(of: .nan) != nil)
        #expect(Bounds(below: 0.0).violation(of: .nan) != nil)
        #expect(Bounds<Double>().violation(of: .nan) == nil)
    }

    @Test func `limits are written as a phrase`() {
        #expect(
            Bounds(max: Duration.seconds(60), recommendedMax: .seconds(15)).text(UnitText.duration)
                == "at most 60s, recommended at most 15s"
        )
        #expect(Bounds<Int>().text { "\($0)" } == "")
    }

    @Test(
        arguments: [
            (0, "0B"), (999, "999B"), (1000, "1kB"), (5_000_000, "5MB"), (5_242_880, "5MiB"), (4 << 30, "4GiB"),
            (5_242_881, "5.24MB"), (1_234, "1.23kB"), (123_456_789_012, "123.46GB"), (1 << 10, "1KiB"),
            (.max, "9223372.04TB"),
        ] as [(Int64, String)]
    )
    func `bytes are written in the unit that shows them best`(_ count: Int64, _ text: String) {
        #expect(UnitText.bytes(count) == text)
    }

    @Test(
        arguments: [
            (.seconds(60), "60s"), (.milliseconds(500), "500ms"), (.milliseconds(18_432), "18.43s"), (.zero, "0s"),
        ] as [(Duration, String)]
    )
    func `durations are written in seconds`(_ duration: Duration, _ text: String) {
        #expect(UnitText.duration(duration) == text)
    }
}
