package import FoundationEssentials
import Glibc

/// Times for people, on the clock of this machine, and for machines, in UTC.
package enum ClockText {
    /// A time with its zone, such as `2026-11-23 14:05:09 CET`.
    package static func stamp(_ date: Date) -> String {
        let time = local(date)
        let zone = time.tm_zone.map { String(cString: $0) } ?? ""
        return "\(day(date)) \(self.time(date)) \(zone)"
    }

    /// A day, such as `2026-11-23`.
    package static func day(_ date: Date) -> String {
        let time = local(date)
        return "\(time.tm_year + 1900)-\(two(time.tm_mon + 1))-\(two(time.tm_mday))"
    }

    /// A time of day, such as `14:05:09`.
    static func time(_ date: Date) -> String {
        let time = local(date)
        return "\(two(time.tm_hour)):\(two(time.tm_min)):\(two(time.tm_sec))"
    }

    /// How long ago something was, with one unit, such as `4 min`.
    package static func age(_ date: Date, now: Date) -> String {
        let seconds = Int(max(0, min(now.timeIntervalSince(date), 1e10)))
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3_600: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3_600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// A length of time, such as `0.25 s`, `73 s`, `5 min 9 s` or `2 h 5 min`.
    static func length(from start: Date, to end: Date) -> String {
        let exact = max(0, min(end.timeIntervalSince(start), 1e10))
        if exact < 9.995 { return "\(hundredths(exact)) s" }
        let seconds = Int(exact.rounded())
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
        default: return "\(seconds / 3_600) h \(seconds / 60 % 60) min"
        }
    }

    private static func hundredths(_ seconds: Double) -> String {
        let count = Int((seconds * 100).rounded())
        return "\(count / 100).\(two(Int32(count % 100)))"
    }

    private static func local(_ date: Date) -> tm {
        var seconds = time_t(max(0, min(date.timeIntervalSince1970, 253_402_300_799)))
        var result = tm()
        localtime_r(&seconds, &result)
        return result
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
