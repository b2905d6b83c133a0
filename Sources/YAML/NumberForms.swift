/// The forms of numbers and dates of YAML 1.1, to find those that YAML 1.2 reads differently.
///
/// See <https://yaml.org/type/int.html>, <https://yaml.org/type/float.html>, <https://yaml.org/type/timestamp.html>.
struct NumberForms {
    private let text: String
    private let bytes: [UInt8]
    private let unsigned: ArraySlice<UInt8>

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        let isSigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        unsigned = isSigned ? bytes.dropFirst() : bytes[...]
    }

    var ambiguity: Ambiguity? {
        guard let first = unsigned.first, isDigit(first) || first == UInt8(ascii: ".") else { return nil }
        if first != UInt8(ascii: "0") || unsigned.count == 1, unsigned.allSatisfy(isDigit) { return nil }
        if isDate { return Ambiguity(.date, older: "a date") }
        if let value = sexagesimal { return Ambiguity(.number, older: "the number \(value) (in base 60)") }
        return first == UInt8(ascii: "0") ? zeroed ?? fraction : grouped ?? fraction
    }

    private var sign: String { bytes.first == UInt8(ascii: "-") ? "-" : "" }

    /// Numbers that start with 0: octal in two ways, binary, hexadecimal.
    private var zeroed: Ambiguity? {
        let rest = unsigned.dropFirst()
        switch rest.first {
        case UInt8(ascii: "b"):
            guard let value = grouped(rest.dropFirst(), radix: 2) else { return nil }
            return Ambiguity(.number, older: "the number \(sign)\(value)", number: "\(sign)\(value)")
        case UInt8(ascii: "x"):
            let isPlain = unsigned.count == bytes.count && !rest.contains(UInt8(ascii: "_"))
            guard !isPlain, let value = grouped(rest.dropFirst(), radix: 16) else { return nil }
            return Ambiguity(.number, older: "the number \(sign)\(value)", number: "\(sign)\(value)")
        case UInt8(ascii: "o"):
            guard unsigned.count == bytes.count,
                let value = Int(String(decoding: rest.dropFirst(), as: UTF8.self), radix: 8)
            else { return nil }
            return Ambiguity(.number, older: "a string", newer: "the number \(value)", number: String(value))
        default:
            guard !rest.isEmpty, rest.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else { return nil }
            let octal = grouped(rest, radix: 8)
            let older = octal.map { "the number \(sign)\($0)" } ?? "a string"
            guard let newer = Int(text) else { return Ambiguity(.number, older: older) }
            if octal == Int(newer.magnitude) { return nil }
            return Ambiguity(.number, older: older, newer: "the number \(newer)")
        }
    }

    /// `1_000`.
    private var grouped: Ambiguity? {
        guard unsigned.contains(UInt8(ascii: "_")), let value = grouped(unsigned, radix: 10) else { return nil }
        return Ambiguity(.number, older: "the number \(sign)\(value)", number: "\(sign)\(value)")
    }

    /// Exponents without a sign or without a point, which 1.1 does not know, and fractions with `_`, which 1.2 does not.
    private var fraction: Ambiguity? {
        let plain = String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard let value = Double(plain), value.isFinite,
            unsigned.first.map({ isDigit($0) || $0 == UInt8(ascii: ".") }) == true
        else { return nil }
        let written = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        let number = written.contains("e") ? nil : written
        if unsigned.contains(UInt8(ascii: "_")) {
            guard unsigned.contains(UInt8(ascii: ".")) else { return nil }
            return Ambiguity(.number, older: "the number \(written)", number: number)
        }
        guard let exponent = unsigned.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return nil }
        let isSigned = [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(unsigned[exponent...].dropFirst().first)
        guard !isSigned || !unsigned[..<exponent].contains(UInt8(ascii: ".")) else { return nil }
        return Ambiguity(.number, older: "a string", newer: "the number \(written)", number: number)
    }

    /// `16:9` and `1:30:00`, which 1.1 reads in base 60.
    private var sexagesimal: String? {
        guard unsigned.contains(UInt8(ascii: ":")), let first = unsigned.first, isDigit(first),
            first != UInt8(ascii: "0")
        else { return nil }
        let groups = unsigned.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var value = 0
        for (index, group) in groups.enumerated() {
            guard !group.isEmpty, group.count <= 9, group.allSatisfy(isDigit),
                let number = Int(String(decoding: group, as: UTF8.self)), index == 0 || number < 60 && group.count <= 2,
                value < Int.max / 100
            else { return nil }
            value = value * 60 + number
        }
        return sign + String(value)
    }

    /// `2024-01-31`, alone or with a time after it.
    private var isDate: Bool {
        guard unsigned.count == bytes.count, bytes.count >= 8, bytes[4] == UInt8(ascii: "-"),
            bytes[..<4].allSatisfy(isDigit)
        else { return false }
        let parts = bytes[5...].split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[0].allSatisfy(isDigit) else { return false }
        let day = parts[1].prefix(while: isDigit)
        let next = parts[1].dropFirst(day.count).first
        if bytes.count == 10 || next == nil { return day.count == 2 && parts[0].count == 2 && next == nil }
        return (1...2).contains(day.count) && [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(next)
            && parts[1].contains(UInt8(ascii: ":"))
    }

    private func grouped(_ digits: ArraySlice<UInt8>, radix: Int) -> Int? {
        Int(String(decoding: digits.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self), radix: radix)
    }
}

/// Whether a byte is a decimal digit of ASCII.
func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
