import Quantities
import Testing

struct MomentTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("2000-03-01", 951_868_800), ("2024-02-29", 1_709_164_800), ("1969-12-31", -86_400),
            ("2026-11-20T08:30", 1_795_163_400), ("2026-11-20T08:30:05Z", 1_795_163_405),
            ("2026-11-20 08:30:00.25", 1_795_163_400.25), ("2026-11-20T08:30:00+01:30", 1_795_158_000),
            ("2026-11-20t08:30:00-01:00", 1_795_167_000),
        ] as [(String, Double)]
    ) func `a day or a moment is read, in UTC without an offset`(text: String, seconds: Double) {
        #expect(Moment(text)?.seconds() == seconds)
    }

    @Test func `an offset that is assumed counts only where the text has none`() {
        #expect(Moment("1970-01-01T01:00")?.seconds(offset: 3_600) == 0)
        #expect(Moment("1970-01-01T01:00Z")?.seconds(offset: 3_600) == 3_600)
    }

    @Test(arguments: [
        "", "2026", "2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "2026-01-01T", "2026-01-01T8:00",
        "2026-01-01T24:00", "2026-01-01T08:60", "2026-01-01T08:00:60", "2026-01-01T08:00:00.", "2026-01-01T08:00+1:00",
        "2026-01-01T08:00:00,5", "2026-01-01T08:00 UTC", "２０２６-01-01",
    ]) func `any other text is refused`(text: String) {
        #expect(Moment(text) == nil)
    }
}
