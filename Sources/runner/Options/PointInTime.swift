import ArgumentParser
import FoundationEssentials
import Glibc
import Quantities

/// A time on the command line: how long ago, a day, or a moment.
enum PointInTime: ExpressibleByArgument, Sendable, Hashable {
    /// This long ago, such as `2h` or `7d`.
    case ago(Duration)
    /// The beginning of the newest day of this name, such as `monday`; 0 is Sunday.
    case weekday(Int)
    /// The beginning of a day this many days ago, such as `today` or `yesterday`.
    case day(Int)
    /// Then, such as `2026-11-20` or `2026-11-20T08:30:00Z`.
    case at(Date)

    /// Reads a time; a day, and a moment without an offset, are those of this machine's clock.
    init?(argument: String) {
        if let span = TimeSpan(argument: argument) {
            self = .ago(span.duration)
        } else if let days = ["today": 0, "yesterday": 1][argument.lowercased()] {
            self = .day(days)
        } else if let number = Self.weekday(argument.lowercased()) {
            self = .weekday(number)
        } else if let date = Self.date(argument) {
            self = .at(date)
        } else {
            return nil
        }
    }

    /// The time it stands for.
    func date(now: Date) -> Date {
        switch self {
        case .ago(let duration): now.addingTimeInterval(-(duration / .seconds(1)))
        case .at(let date): date
        case .day(let days): Self.midnight(days, before: now)
        case .weekday(let number): Self.midnight((Int(Self.local(now).tm_wday) - number + 7) % 7, before: now)
        }
    }

    private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    /// The number of a day by its English name or the first three letters of it.
    private static func weekday(_ text: String) -> Int? {
        weekdays.firstIndex { $0 == text || $0.prefix(3) == text }
    }

    private static func local(_ date: Date) -> tm {
        var seconds = time_t(date.timeIntervalSince1970)
        var result = tm()
        localtime_r(&seconds, &result)
        return result
    }

    /// The beginning of a day on the clock of this machine; days with a change of the clock are shorter or longer.
    private static func midnight(_ days: Int, before date: Date) -> Date {
        var time = local(date)
        (time.tm_hour, time.tm_min, time.tm_sec) = (0, 0, 0)
        time.tm_mday -= Int32(days)
        time.tm_isdst = -1
        return Date(timeIntervalSince1970: Double(mktime(&time)))
    }

    /// Reads a day or a moment; without an offset, it is on the clock of this machine.
    private static func date(_ text: String) -> Date? {
        guard let moment = Moment(text), moment.year >= 1970 else { return nil }
        if moment.offset != nil { return Date(timeIntervalSince1970: moment.seconds()) }
        var time = tm()
        (time.tm_year, time.tm_mon) = (Int32(moment.year) - 1900, Int32(moment.month) - 1)
        time.tm_mday = Int32(moment.day)
        let (hour, minute, second) = moment.clock
        (time.tm_hour, time.tm_min, time.tm_sec) = (Int32(hour), Int32(minute), Int32(second))
        // The system determines whether daylight saving time applied.
        time.tm_isdst = -1
        let seconds = mktime(&time)
        return seconds == -1 ? nil : Date(timeIntervalSince1970: Double(seconds) + moment.fraction)
    }
}
