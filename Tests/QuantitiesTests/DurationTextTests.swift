import Quantities
import Testing

struct DurationTextTests {
    @Test(
        arguments: [
            ("500ms", .milliseconds(500)), ("1.5s", .milliseconds(1500)), ("90s", .seconds(90)),
            ("2min", .seconds(120)),
            ("2m", .seconds(120)), ("12h", .seconds(43_200)), ("7d", .seconds(604_800)), ("1w", .seconds(604_800)),
            ("0s", .zero), ("0.25s", .milliseconds(250)), ("100000w", .seconds(60_480_000_000)),
        ] as [(String, Duration)]
    )
    func `a number with its unit is a length of time`(_ text: String, _ duration: Duration) {
        #expect(DurationText.duration(text) == duration)
        #expect(DurationText.duration(text, allowsBareSeconds: true) == duration)
    }

    @Test func `a bare number is in seconds only where that is allowed`() {
        #expect(DurationText.duration("90", allowsBareSeconds: true) == .seconds(90))
        #expect(DurationText.duration("0.5", allowsBareSeconds: true) == .milliseconds(500))
        #expect(DurationText.duration("90") == nil)
    }

    @Test(arguments: [
        "", "s", "-1s", "1 s", "1e3s", "0x10s", "1..2s", "1.2.3s", "1S", "1month", "nan", "inf", "１s", "+1s", "1s ",
        " 1s",
        "99999999999999999999s", "9223372036854775807w", "0.0001ms", "1_000s",
    ])
    func `everything else is not a length of time`(_ text: String) {
        #expect(DurationText.duration(text, allowsBareSeconds: true) == nil)
    }
}
