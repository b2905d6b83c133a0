import InferenceKit
import Testing

struct UTCTimeTests {
    static let times: [(Int64, basic: String, http: String)] = [
        (0, "19700101T000000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_399, "20000228T235959Z", "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "20000229T000000Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_767_615_693, "20260105T122133Z", "Mon, 05 Jan 2026 12:21:33 GMT"),
        (4_107_542_400, "21000301T000000Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "99991231T235959Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ]

    @Test(arguments: times) func `a time is written and read in both forms`(
        _ seconds: Int64,
        _ basic: String,
        _ http: String
    ) {
        let time = UTCTime(secondsSinceEpoch: seconds)
        #expect(time.iso8601Basic == basic)
        #expect(UTCTime(iso8601Basic: basic) == time)
        #expect(UTCTime(httpDate: http) == time)
    }

    @Test(arguments: ["", "20260105T122133", "20261305T122133Z", "2026010aT122133Z", "20260105 122133Z"])
    func `what is no time is not read`(_ text: String) {
        #expect(UTCTime(iso8601Basic: text) == nil)
        #expect(UTCTime(httpDate: text) == nil)
    }

    @Test func `a time out of range is written without a trap`() {
        #expect(UTCTime(secondsSinceEpoch: .max).iso8601 == "9999-12-31T23:59:59Z")
        #expect(UTCTime(secondsSinceEpoch: .min).iso8601 == "1970-01-01T00:00:00Z")
    }
}
