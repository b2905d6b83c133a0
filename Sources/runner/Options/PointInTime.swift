import ArgumentParser
import FoundationEssentials
import Glibc

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

    /// Reads the extended form of ISO 8601, RFC 3339; the time of day may be shortened from the right.
    private static func date(_ text: String) -> Date? {
        let (day, clock) = split(text, at: "T") ?? split(text, at: " ") ?? (text[...], nil)
        let dayParts = day.split(separator: "-", omittingEmptySubsequences: false)
        guard dayParts.count == 3, let year = number(dayParts[0], 4, 1970...9999),
            let month = number(dayParts[1], 2, 1...12), let dayOfMonth = number(dayParts[2], 2, 1...31)
        else { return nil }
        var time = tm()
        time.tm_year = year - 1900
        time.tm_mon = month - 1
        time.tm_mday = dayOfMonth
        // The system determines whether daylight saving time applied.
        time.tm_isdst = -1
        var offset: Int32?
        if let clock {
            guard let (hands, zone) = zoned(clock) else { return nil }
            offset = zone
            let parts = hands.split(separator: ":", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count), let hour = number(parts[0], 2, 0...23),
                let minute = number(parts[1], 2, 0...59), let second = parts.count < 3 ? 0 : number(parts[2], 2, 0...59)
            else { return nil }
            (time.tm_hour, time.tm_min, time.tm_sec) = (hour, minute, second)
        }
        let seconds = offset == nil ? mktime(&time) : timegm(&time)
        // mktime would turn 30 February into another day.
        guard time.tm_mday == dayOfMonth, seconds != -1 else { return nil }
        return Date(timeIntervalSince1970: Double(seconds - Int(offset ?? 0)))
    }

    private static func split(_ text: String, at mark: Character) -> (Substring, Substring?)? {
        text.firstIndex(of: mark).map { (text[..<$0], text[text.index(after: $0)...]) }
    }

    /// Separates the time of day from its offset to UTC in seconds; `nil` if the text contains anything else.
    private static func zoned(_ clock: Substring) -> (Substring, Int32?)? {
        if clock.hasSuffix("Z") { return (clock.dropLast(), 0) }
        guard let sign = clock.firstIndex(where: { $0 == "+" || $0 == "-" }) else { return (clock, nil) }
        let parts = clock[clock.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0], 2, 0...14), let minutes = number(parts[1], 2, 0...59)
        else { return nil }
        return (clock[..<sign], (clock[sign] == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }

    private static func number(_ text: Substring, _ digits: Int, _ range: ClosedRange<Int32>) -> Int32? {
        guard text.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int32(text).flatMap { range.contains($0) ? $0 : nil }
    }
}
