package import Diagnostics
internal import InferenceKit

/// Reads JSON strictly and keeps the place of every value, which the standard library's decoder does not report.
///
/// See <https://www.rfc-editor.org/rfc/rfc8259>.
package struct JSONReader {
    /// Where a text stops being JSON.
    package struct Problem: Error, Hashable {
        /// What is wrong, one phrase.
        package let message: String
        /// How to fix it.
        package let help: String?
        /// Where.
        package let place: Span
    }

    private static let depthLimit = 64
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var column = 1
    private var depth = 0

    private init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    /// Reads one JSON value.
    ///
    /// - Parameter bytes: The text.
    /// - Returns: The value.
    /// - Throws: ``Problem`` at the first place that is not JSON; also when a name is given twice.
    package static func read(_ bytes: [UInt8]) throws(Problem) -> PlacedJSON {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let start = Mark(line: 1, column: 1)
            throw Problem(
                message: "the file is not text in UTF-8",
                help: "save it as UTF-8",
                place: Span(start: start, length: 0)
            )
        }
        var reader = JSONReader(Array(text.unicodeScalars))
        reader.skipBlanks()
        let value = try reader.value()
        reader.skipBlanks()
        if let rest = reader.peek {
            throw reader.problem("\(quoted(String(rest))) after the end of the value", "remove what follows")
        }
        return value
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
    private var mark: Mark { Mark(line: line, column: column) }

    @discardableResult
    private mutating func take() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        index += 1
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        return scalar
    }

    private mutating func skipBlanks() {
        while let scalar = peek, [" ", "\n", "\t", "\r"].contains(scalar) { take() }
    }

    private func problem(_ message: String, _ help: String? = nil) -> Problem {
        Problem(message: message, help: help, place: Span(start: mark, length: peek == nil ? 0 : 1))
    }

    private func unexpected(wanting what: String, _ help: String? = nil) -> Problem {
        problem("\(peek.map { quoted(String($0)) } ?? "the end of the file") where \(what) should be", help)
    }
}

// MARK: - Values

extension JSONReader {
    private mutating func value() throws(Problem) -> PlacedJSON {
        let start = mark
        switch peek {
        case "{": return try object()
        case "[": return try array()
        case "\"": return scalar(.string(try string()), from: start)
        case let first? where first == "-" || ("0"..."9").contains(first):
            return scalar(try number(), from: start)
        case "'": throw problem("a string in single quotes", "write it in double quotes")
        case "/", "#": throw problem("a comment", "JSON has none; use \"description\"")
        default:
            for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
            where scalars[index...].starts(with: word.unicodeScalars) {
                for _ in word.unicodeScalars { take() }
                return scalar(value, from: start)
            }
            throw unexpected(wanting: "a value", "a text is written in double quotes")
        }
    }

    private func scalar(_ value: JSONValue, from start: Mark) -> PlacedJSON {
        PlacedJSON(content: .scalar(value), place: Span(start: start, end: mark))
    }

    private mutating func enter() throws(Problem) -> Span {
        depth += 1
        guard depth <= Self.depthLimit else { throw problem("more than \(Self.depthLimit) levels of brackets") }
        let place = Span(start: mark, length: 1)
        take()
        skipBlanks()
        return place
    }

    private mutating func array() throws(Problem) -> PlacedJSON {
        let place = try enter()
        defer { depth -= 1 }
        var elements: [PlacedJSON] = []
        if peek == "]" {
            take()
            return PlacedJSON(content: .array([]), place: place)
        }
        repeat {
            elements.append(try value())
        } while try goesOn(until: "]")
        return PlacedJSON(content: .array(elements), place: place)
    }

    private mutating func object() throws(Problem) -> PlacedJSON {
        let place = try enter()
        defer { depth -= 1 }
        var members: [PlacedJSON.Member] = []
        if peek == "}" {
            take()
            return PlacedJSON(content: .object([]), place: place)
        }
        repeat {
            guard peek == "\"" else { throw unexpected(wanting: "a name", "a name is written in double quotes") }
            let start = mark
            let name = try string()
            let namePlace = Span(start: start, end: mark)
            if members.contains(where: { $0.name == name }) {
                throw Problem(message: "\(quoted(name)) is given twice", help: "remove one of them", place: namePlace)
            }
            skipBlanks()
            guard peek == ":" else { throw unexpected(wanting: "':'") }
            take()
            skipBlanks()
            members.append(PlacedJSON.Member(name: name, place: namePlace, value: try value()))
        } while try goesOn(until: "}")
        return PlacedJSON(content: .object(members), place: place)
    }

    /// Whether another element follows a comma; otherwise the closing bracket was taken.
    private mutating func goesOn(until end: Unicode.Scalar) throws(Problem) -> Bool {
        skipBlanks()
        if peek == end {
            take()
            return false
        }
        guard peek == "," else { throw unexpected(wanting: "',' or '\(end)'") }
        let comma = Span(start: mark, length: 1)
        take()
        skipBlanks()
        if peek == end {
            throw Problem(message: "a comma after the last element", help: "remove it", place: comma)
        }
        return true
    }
}

// MARK: - Scalars

extension JSONReader {
    private mutating func number() throws(Problem) -> JSONValue {
        let start = index
        let place = mark
        while let next = peek, ("0"..."9").contains(next) || "+-.eE".unicodeScalars.contains(next) { take() }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<index])
        let digits = String(text)
        guard digits.isNumberInJSON, let number = Double(digits), number.isFinite else {
            throw Problem(
                message: "\(quoted(digits)) is not a number in JSON",
                help: nil,
                place: Span(start: place, end: mark)
            )
        }
        return Int(digits).map(JSONValue.int) ?? .double(number)
    }

    private mutating func string() throws(Problem) -> String {
        let start = mark
        take()
        var text = String.UnicodeScalarView()
        while let scalar = peek, scalar != "\"" {
            guard scalar.value >= 0x20 else {
                if scalar == "\n" || scalar == "\r" {
                    throw Problem(
                        message: "a string that does not end on its line",
                        help: #"end it with '"', or write \n for a line break"#,
                        place: Span(start: start, end: mark)
                    )
                }
                throw problem("a control character in a string", #"write it as \t or \u0001"#)
            }
            if scalar == "\\" {
                text.append(try escape())
            } else {
                text.append(scalar)
                take()
            }
        }
        guard peek != nil else {
            throw Problem(
                message: "a string without its end",
                help: #"end it with '"'"#,
                place: Span(start: start, end: mark)
            )
        }
        take()
        return String(text)
    }

    private mutating func escape() throws(Problem) -> Unicode.Scalar {
        let simple: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        ]
        take()
        if let scalar = peek.flatMap({ simple[$0] }) {
            take()
            return scalar
        }
        guard peek == "u" else { throw problem(#"an escape that JSON does not have"#, #"write \\ for a backslash"#) }
        let unit = try codeUnit()
        guard (0xD800...0xDFFF).contains(unit) else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        guard unit < 0xDC00, peek == "\\" else { throw problem("half of a surrogate pair") }
        take()
        guard peek == "u", case let low = try codeUnit(), (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw problem("half of a surrogate pair") }
        return scalar
    }

    private mutating func codeUnit() throws(Problem) -> UInt32 {
        take()
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap({ Character($0).hexDigitValue }) else {
                throw unexpected(wanting: "a hexadecimal digit")
            }
            unit = unit << 4 | UInt32(digit)
            take()
        }
        return unit
    }
}

extension String {
    /// Whether the text has the form that RFC 8259 §6 gives numbers.
    fileprivate var isNumberInJSON: Bool {
        wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    }
}
