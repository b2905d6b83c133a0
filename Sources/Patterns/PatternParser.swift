/// The tree of an expression.
indirect enum PatternNode {
    case set(PatternCharacters)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repetition(PatternNode, least: Int, most: Int?)
}

/// Reads a regular expression in the notation that Perl, Swift and JavaScript have in common.
struct PatternParser {
    /// Groups within groups; more is hostile.
    private static let deepest = 50
    /// The greatest number of a counted repetition.
    private static let mostRepetitions = 1_000

    private var rest: Substring
    private var depth = 0
    private var ignoresCase = false
    private var dotMatchesNewlines = false

    /// Prepares to read an expression.
    init(_ source: String) {
        rest = source[...]
    }

    /// Reads the whole expression.
    mutating func parse() throws(Pattern.Problem) -> PatternNode {
        let node = try alternatives()
        guard rest.isEmpty else { throw .syntax }
        return node
    }

    private mutating func alternatives() throws(Pattern.Problem) -> PatternNode {
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() throws(Pattern.Problem) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let atom = try atom() else { continue }
            nodes.append(try repeated(atom))
        }
        return .sequence(nodes)
    }

    /// Reads what follows an atom: `*`, `+`, `?` or `{2,4}`.
    private mutating func repeated(_ atom: PatternNode) throws(Pattern.Problem) -> PatternNode {
        var node = atom
        if take("*") {
            node = .repetition(atom, least: 0, most: nil)
        } else if take("+") {
            node = .repetition(atom, least: 1, most: nil)
        } else if take("?") {
            node = .repetition(atom, least: 0, most: 1)
        } else if let (least, most) = try count() {
            node = .repetition(atom, least: least, most: most)
        } else {
            return node
        }
        if case .assertion = atom { throw .syntax }
        // A lazy repetition matches the same texts.
        if take("?") { return node }
        if rest.hasPrefix("+") { throw .unsupported("possessive repetition") }
        if rest.hasPrefix("*") { throw .syntax }
        return node
    }

    /// Reads `{2}`, `{2,}`, `{2,4}` or `{,4}`; any other brace is a character.
    private mutating func count() throws(Pattern.Problem) -> (Int, Int?)? {
        guard rest.first == "{", let end = rest.firstIndex(of: "}") else { return nil }
        let parts = rest[rest.index(after: rest.startIndex)..<end]
            .split(separator: ",", omittingEmptySubsequences: false)
        let isDigits = { (part: Substring) in part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        guard parts.count <= 2, parts.allSatisfy(isDigits), parts.contains(where: { !$0.isEmpty }) else { return nil }
        let numbers = parts.map { Int($0) }
        guard parts.allSatisfy({ $0.utf8.count <= 4 }) else { throw .tooLarge }
        rest = rest[rest.index(after: end)...]
        let least = numbers[0] ?? 0
        let most = parts.count == 1 ? least : numbers[1]
        guard least <= Self.mostRepetitions, most ?? 0 <= Self.mostRepetitions else { throw .tooLarge }
        guard most.map({ $0 >= least }) ?? true else { throw .syntax }
        return (least, most)
    }

    // MARK: - Atoms

    /// Reads an atom; nil for something that matches nothing, such as a comment.
    private mutating func atom() throws(Pattern.Problem) -> PatternNode? {
        let next = rest.removeFirst()
        switch next {
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case ".": return .set(set([.kind(dotMatchesNewlines ? .any : .newline)], isNegated: !dotMatchesNewlines))
        case "(": return try group()
        case "[": return .set(try characterClass())
        case "\\": return try escape()
        case "*", "+", "?": throw .syntax
        default: return .set(set([.character(next)]))
        }
    }

    private mutating func group() throws(Pattern.Problem) -> PatternNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .tooLarge }
        let flags = (ignoresCase, dotMatchesNewlines)
        if take("?") {
            if take("#") {
                guard let end = rest.firstIndex(of: ")") else { throw .syntax }
                rest = rest[rest.index(after: end)...]
                return nil
            }
            for (start, name) in [
                ("=", "look-ahead"), ("!", "look-ahead"), ("<=", "look-behind"), ("<!", "look-behind"),
                (">", "an atomic group"), ("(", "a condition"),
            ] where rest.hasPrefix(start) {
                throw .unsupported(name)
            }
            if take("<") || take("P<") || take("'") {
                guard let end = rest.firstIndex(where: { $0 == ">" || $0 == "'" }), end != rest.startIndex else {
                    throw .syntax
                }
                rest = rest[rest.index(after: end)...]
            } else if !take(":") {
                try self.flags()
                // Flags without a colon apply up to the end of the group around them.
                if take(")") { return nil }
                guard take(":") else { throw .syntax }
            }
        }
        let node = try alternatives()
        guard take(")") else { throw .syntax }
        (ignoresCase, dotMatchesNewlines) = flags
        return node
    }

    private mutating func flags() throws(Pattern.Problem) {
        var isOn = true
        while let flag = rest.first, flag != ")", flag != ":" {
            switch flag {
            case "-": isOn = false
            case "i": ignoresCase = isOn
            case "s": dotMatchesNewlines = isOn
            default: throw .unsupported("the flag '\(flag)'")
            }
            rest.removeFirst()
        }
    }

    /// Reads what follows a backslash outside a class.
    private mutating func escape() throws(Pattern.Problem) -> PatternNode {
        guard let next = rest.first else { throw .syntax }
        switch next {
        case "b": return .assertion(try taken(.wordBoundary))
        case "B": return .assertion(try taken(.noWordBoundary))
        case "A": return .assertion(try taken(.start))
        case "z", "Z": return .assertion(try taken(.end))
        case "1"..."9", "k": throw .unsupported("a reference to a group")
        default: return .set(set([try escapedItem()]))
        }
    }

    private mutating func taken(_ assertion: PatternAssertion) throws(Pattern.Problem) -> PatternAssertion {
        rest.removeFirst()
        return assertion
    }

    // MARK: - Characters

    private func set(_ items: [PatternCharacters.Item], isNegated: Bool = false) -> PatternCharacters {
        PatternCharacters(items: items, isNegated: isNegated, ignoresCase: ignoresCase)
    }

    /// Reads what follows `[`.
    private mutating func characterClass() throws(Pattern.Problem) -> PatternCharacters {
        let isNegated = take("^")
        var items: [PatternCharacters.Item] = []
        while true {
            guard let next = rest.first else { throw .syntax }
            if next == "]", !items.isEmpty {
                rest.removeFirst()
                return set(items, isNegated: isNegated)
            }
            for operation in ["&&", "--", "~~"] where rest.hasPrefix(operation) && !items.isEmpty {
                throw .unsupported("a set operation")
            }
            let first = try classItem()
            guard rest.hasPrefix("-"), let after = rest.dropFirst().first, after != "]" else {
                items.append(first)
                continue
            }
            rest.removeFirst()
            guard case .character(let low) = first, case .character(let high) = try classItem(),
                let from = low.unicodeScalars.first, let to = high.unicodeScalars.first,
                low.unicodeScalars.count == 1, high.unicodeScalars.count == 1, from <= to
            else { throw .syntax }
            items.append(.range(from...to))
        }
    }

    private mutating func classItem() throws(Pattern.Problem) -> PatternCharacters.Item {
        if rest.hasPrefix("[:") { return try namedClass() }
        guard let next = rest.first else { throw .syntax }
        rest.removeFirst()
        return next == "\\" ? try escapedItem(inClass: true) : .character(next)
    }

    /// Reads a class of POSIX, such as `[:alpha:]`.
    private mutating func namedClass() throws(Pattern.Problem) -> PatternCharacters.Item {
        let kinds: [String: PatternCharacters.Kind] = [
            "alpha": .letter, "digit": .digit, "space": .space, "upper": .upper, "lower": .lower, "word": .word,
            "punct": .punctuation, "cntrl": .control,
        ]
        guard let end = rest.firstRange(of: ":]"), let kind = kinds[String(rest[..<end.lowerBound].dropFirst(2))]
        else { throw .unsupported("this character class") }
        rest = rest[end.upperBound...]
        return .kind(kind)
    }

    /// Reads an escape for characters, after its backslash.
    private mutating func escapedItem(inClass: Bool = false) throws(Pattern.Problem) -> PatternCharacters.Item {
        guard let next = rest.first else { throw .syntax }
        rest.removeFirst()
        switch next {
        case "d": return .kind(.digit)
        case "D": return .other(.digit)
        case "w": return .kind(.word)
        case "W": return .other(.word)
        case "s": return .kind(.space)
        case "S": return .other(.space)
        case "n": return .character("\n")
        case "r": return .character("\r")
        case "t": return .character("\t")
        case "f": return .character("\u{C}")
        case "v": return .character("\u{B}")
        case "b" where inClass: return .character("\u{8}")
        case "0": return .character("\0")
        case "x": return .character(try scalar(digits: 2))
        case "u": return .character(try scalar(digits: 4))
        case "p", "P": return try property(isNegated: next == "P")
        default:
            if next.isASCII, next.isLetter || next.isNumber { throw .syntax }
            return .character(next)
        }
    }

    /// Reads the number of a character, `41` or `{1F600}`.
    private mutating func scalar(digits: Int) throws(Pattern.Problem) -> Character {
        var text = rest.prefix(digits)
        if take("{") {
            guard let end = rest.firstIndex(of: "}") else { throw .syntax }
            text = rest[..<end]
            rest = rest[rest.index(after: end)...]
        } else {
            rest = rest.dropFirst(digits)
            guard text.count == digits else { throw .syntax }
        }
        guard text.allSatisfy(\.isHexDigit), let number = UInt32(text, radix: 16), let scalar = Unicode.Scalar(number)
        else { throw .syntax }
        return Character(scalar)
    }

    /// Reads the name of a general category of Unicode, `{L}` or `L`.
    private mutating func property(isNegated: Bool) throws(Pattern.Problem) -> PatternCharacters.Item {
        var name = rest.prefix(1)
        if take("{") {
            guard let end = rest.firstIndex(of: "}") else { throw .syntax }
            name = rest[..<end]
            rest = rest[rest.index(after: end)...]
        } else {
            rest = rest.dropFirst()
        }
        guard name.first?.isUppercase == true, let kind = PatternCharacters.Kind(rawValue: String(name)) else {
            throw .unsupported("this Unicode property")
        }
        return isNegated ? .other(kind) : .kind(kind)
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest.removeFirst(text.count)
        return true
    }
}
