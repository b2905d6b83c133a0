/// A day, or a moment of it, as RFC 3339 writes them; what it leaves out depends on who reads it.
package struct Moment: Sendable, Hashable {
    /// The year, from 1 to 9999.
    package let year: Int
    /// The month, from 1 to 12.
    package let month: Int
    /// The day, as far as the month has it.
    package let day: Int
    /// Hour, minute and second; zeros for a day.
    package let clock: (hour: Int, minute: Int, second: Int)
    /// The part of a second, below 1.
    package let fraction: Double
    /// The offset from UTC in seconds; `nil` when the text has none.
    package let offset: Int?

    /// Reads a text such as `2026-11-20`, `2026-11-20T08:30`, `2026-11-20 08:30:00.5Z` or `2026-11-20T08:30:00+01:00`.
    ///
    /// - Parameter text: The text; `nil` for any other, and for a day that does not exist.
    package init?(_ text: String) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { "Tt ".contains($0) }
        let days = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard days.count == 3, let year = Self.number(days[0], 4, 1...9999),
            let month = Self.number(days[1], 2, 1...12),
            let day = Self.number(days[2], 2, 1...Self.days(of: month, year))
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        guard parts.count > 1 else {
            (clock, fraction, offset) = ((0, 0, 0), 0, nil)
            return
        }
        guard let (hands, offset) = Self.zoned(parts[1]) else { return nil }
        self.offset = offset
        let times = hands.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(times.count), let hour = Self.number(times[0], 2, 0...23),
            let minute = Self.number(times[1], 2, 0...59)
        else { return nil }
        let seconds = times.count > 2 ? times[2] : "00"
        let digits = seconds.dropFirst(2)
        guard let second = Self.number(seconds.prefix(2), 2, 0...59),
            digits.isEmpty
                || digits.first == "." && (2...10).contains(digits.count) && Self.areDigits(digits.dropFirst())
        else { return nil }
        clock = (hour, minute, second)
        fraction = digits.isEmpty ? 0 : Double("0\(digits)") ?? 0
    }

    /// The seconds since 1970 began.
    ///
    /// - Parameter assumed: The offset from UTC in seconds, where the text has none.
    /// - Returns: The seconds.
    package func seconds(offset assumed: Int = 0) -> Double {
        let (hour, minute, second) = clock
        let whole = Self.daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
        return Double(whole - (offset ?? assumed)) + fraction
    }

    package static func == (one: Moment, other: Moment) -> Bool {
        one.seconds() == other.seconds() && one.offset == other.offset
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(seconds())
        hasher.combine(offset)
    }
}

// MARK: - Reading

extension Moment {
    /// Separates the time of day from its offset to UTC in seconds; `nil` if the text contains anything else.
    private static func zoned(_ clock: Substring) -> (Substring, Int?)? {
        if clock.hasSuffix("Z") || clock.hasSuffix("z") { return (clock.dropLast(), 0) }
        guard let sign = clock.firstIndex(where: { $0 == "+" || $0 == "-" }) else { return (clock, nil) }
        let parts = clock[clock.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0], 2, 0...14), let minutes = number(parts[1], 2, 0...59)
        else { return nil }
        return (clock[..<sign], (clock[sign] == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }

    private static func number(_ text: Substring, _ digits: Int, _ range: ClosedRange<Int>) -> Int? {
        guard text.utf8.count == digits, areDigits(text) else { return nil }
        return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func areDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) } }

    private static func days(of month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days since 1970 began, in the Gregorian calendar: years begin in March, so that a leap day comes last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
