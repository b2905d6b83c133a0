/// A point in time, in whole seconds of UTC.
public struct UTCTime: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var secondsSinceEpoch: Int64

    /// Creates a time.
    ///
    /// - Parameter secondsSinceEpoch: Seconds since 1970-01-01T00:00:00Z.
    public init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// Orders by time.
    public static func < (a: UTCTime, b: UTCTime) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }

    /// The time a duration later; fractions of a second are dropped.
    public static func + (time: UTCTime, duration: Duration) -> UTCTime {
        UTCTime(secondsSinceEpoch: time.secondsSinceEpoch &+ duration.components.seconds)
    }

    /// The form of signatures, ISO 8601 basic: `20260105T122133Z`.
    public var iso8601Basic: String { iso8601(isExtended: false) }

    /// The form for people and JSON, ISO 8601 extended: `2026-01-05T12:21:33Z`.
    public var iso8601: String { iso8601(isExtended: true) }

    /// Reads the form of signatures, `20260105T122133Z`.
    ///
    /// - Parameter text: Sixteen characters.
    public init?(iso8601Basic text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let year = decimal(bytes[0..<4]), let month = decimal(bytes[4..<6]), let day = decimal(bytes[6..<8]),
            let hour = decimal(bytes[9..<11]), let minute = decimal(bytes[11..<13]),
            let second = decimal(bytes[13..<15])
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// Reads the `Date` header of an HTTP response, `Mon, 05 Jan 2026 12:21:33 GMT`.
    ///
    /// - Parameter httpDate: The preferred form of RFC 9110 §5.6.7; the two obsolete forms give `nil`.
    public init?(httpDate: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = httpDate.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
            let day = decimal(Array(parts[1].utf8)[...]), let year = decimal(Array(parts[3].utf8)[...])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { decimal(Array($0.utf8)[...]) }
        guard clock.count == 3 else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
    }

    private init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        // Days since the epoch, with years that begin in March so that the leap day comes last.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        self.init(secondsSinceEpoch: Int64(days * 86_400 + hour * 3_600 + minute * 60 + second))
    }
}

extension UTCTime: Codable {
    /// Reads the seconds since 1970-01-01T00:00:00Z.
    public init(from decoder: any Decoder) throws {
        secondsSinceEpoch = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the seconds since 1970-01-01T00:00:00Z.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(secondsSinceEpoch)
    }
}

extension UTCTime {
    /// Writes the digits one by one, since every signature begins with a date.
    private func iso8601(isExtended: Bool) -> String {
        let (date, time) = civil
        return String(unsafeUninitializedCapacity: 20) { text in
            var count = 0
            func append(_ byte: UInt8) {
                text[count] = byte
                count += 1
            }
            func append(_ number: Int, separator: UInt8? = nil) {
                if isExtended, let separator { append(separator) }
                append(48 + UInt8(number / 10))
                append(48 + UInt8(number % 10))
            }
            append(date.year / 100)
            append(date.year % 100)
            append(date.month, separator: UInt8(ascii: "-"))
            append(date.day, separator: UInt8(ascii: "-"))
            append(UInt8(ascii: "T"))
            append(time.hour)
            append(time.minute, separator: UInt8(ascii: ":"))
            append(time.second, separator: UInt8(ascii: ":"))
            append(UInt8(ascii: "Z"))
            return count
        }
    }

    private typealias CivilDate = (year: Int, month: Int, day: Int)
    private typealias CivilTime = (hour: Int, minute: Int, second: Int)

    /// Year, month, day and the time of day, the inverse of the initializer's calculation.
    private var civil: (CivilDate, CivilTime) {
        let total = Int(max(0, min(secondsSinceEpoch, 253_402_300_799)))
        let days = total / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let second = total % 86_400
        return (
            (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1),
            (second / 3_600, second / 60 % 60, second % 60)
        )
    }
}

private func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 4, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
}
