/// Why a text is no formula.
package struct FormulaError: Error, Sendable, Hashable {
    /// What is wrong, one phrase.
    package let message: String
}

extension Formula {
    /// The longest formula, in bytes.
    package static let longest = 500

    /// Reads a formula such as `floor(width * height / 1024)`.
    ///
    /// - Parameter text: The formula.
    /// - Throws: ``FormulaError``.
    package init(_ text: String) throws(FormulaError) {
        guard text.utf8.count <= Self.longest else {
            throw FormulaError(message: "it is longer than \(Self.longest) bytes")
        }
        var parser = FormulaParser(text)
        self = try parser.sum(depth: 0)
        try parser.requireEnd()
    }
}

/// Reads a formula from left to right.
private struct FormulaParser {
    private static let deepest = 20
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    mutating func sum(depth: Int) throws(FormulaError) -> Formula {
        var result = try product(depth: depth)
        while let sign = take("+-") { result = .binary(sign, result, try product(depth: depth)) }
        return result
    }

    private mutating func product(depth: Int) throws(FormulaError) -> Formula {
        var result = try factor(depth: depth)
        while let sign = take("*/") { result = .binary(sign, result, try factor(depth: depth)) }
        return result
    }

    private mutating func factor(depth: Int) throws(FormulaError) -> Formula {
        guard depth < Self.deepest else { throw FormulaError(message: "its parentheses are nested too deeply") }
        skipBlanks()
        guard let first = rest.first else { throw FormulaError(message: "it ends where a value is expected") }
        if first == "(" {
            rest.removeFirst()
            let inner = try sum(depth: depth + 1)
            try require(")")
            return inner
        }
        if first == "-" {
            rest.removeFirst()
            return .binary(.minus, .number(0), try factor(depth: depth + 1))
        }
        if first.isASCII, first.isNumber { return try number() }
        guard first.isASCII, first.isLetter else { throw FormulaError(message: "'\(first)' is not part of a formula") }
        let name = word { $0.isLetter || $0.isNumber || $0 == "_" }
        skipBlanks()
        guard rest.first == "(" else { return .name(name) }
        return try call(name, depth: depth)
    }

    private mutating func number() throws(FormulaError) -> Formula {
        let digits = word { $0.isNumber || $0 == "." || $0 == "_" }.filter { $0 != "_" }
        guard let value = Double(digits), value.isFinite else {
            throw FormulaError(message: "'\(digits)' is not a number")
        }
        return .number(value)
    }

    private mutating func call(_ name: String, depth: Int) throws(FormulaError) -> Formula {
        guard let function = Formula.Function(rawValue: name) else {
            let names = Formula.Function.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormulaError(message: "there is no function '\(name)'; the functions are \(names)")
        }
        rest.removeFirst()
        var arguments = [try sum(depth: depth + 1)]
        skipBlanks()
        while rest.first == "," {
            rest.removeFirst()
            arguments.append(try sum(depth: depth + 1))
            skipBlanks()
        }
        try require(")")
        guard arguments.count == 1 || function == .min || function == .max else {
            throw FormulaError(message: "'\(name)' takes one value")
        }
        return .call(function, arguments)
    }

    mutating func requireEnd() throws(FormulaError) {
        skipBlanks()
        if let next = rest.first { throw FormulaError(message: "'\(next)' is not expected after a value") }
    }

    private mutating func require(_ character: Character) throws(FormulaError) {
        skipBlanks()
        guard rest.first == character else { throw FormulaError(message: "a '\(character)' is missing") }
        rest.removeFirst()
    }

    private mutating func take(_ signs: String) -> Formula.Operator? {
        skipBlanks()
        guard let next = rest.first, signs.contains(next) else { return nil }
        rest.removeFirst()
        return Formula.Operator(rawValue: next)
    }

    private mutating func word(_ isPart: (Character) -> Bool) -> String {
        let word = rest.prefix { $0.isASCII && isPart($0) }
        rest = rest[word.endIndex...]
        return String(word)
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }
}
