/// The words of a Swift file with their places, found without a parser.
struct CodeWords {
    /// A word that is short enough to matter to a ``CodeSurvey``.
    struct Word {
        /// The word, including a leading `@` or `#`.
        let text: String
        /// The line, from 1.
        let line: Int
        /// Whether it may start a statement: only attributes, modifiers, comments or other statements precede it in its line.
        let startsStatement: Bool
        /// Whether a parenthesis follows at once, as in a call.
        let isCall: Bool
        /// The index after it.
        fileprivate let end: Int
    }

    /// What follows the word `import`.
    enum Module: Hashable {
        /// The first part of a name.
        case name(String)
        /// No name.
        case none
        /// Too many comments to look through.
        case tooFar
    }

    private static let longest = 20
    private static let kinds: Set = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor"]

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var statement = StatementStart()
    /// How many bytes may still be read ahead; only files that are made to waste time need more.
    private var ahead: Int

    /// Prepares to read a file.
    ///
    /// - Parameter bytes: The file; bytes that are not UTF-8 count as parts of words.
    init(in bytes: [UInt8]) {
        var bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        // The compiler treats a non-breaking space as a space.
        var index = 0
        while index + 1 < bytes.count {
            if bytes[index] == 0xC2, bytes[index + 1] == 0xA0 {
                bytes[index] = UInt8(ascii: " ")
                bytes[index + 1] = UInt8(ascii: " ")
            }
            index += 1
        }
        self.bytes = bytes
        ahead = 2 * bytes.count
    }

    /// Returns the next short word.
    ///
    /// - Returns: The word; `nil` at the end.
    mutating func next() -> Word? {
        while index < bytes.count {
            let byte = bytes[index]
            let start = index
            index += 1
            guard isWord(byte) || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "#") else {
                if byte == UInt8(ascii: "\n") { line += 1 }
                statement.pass(byte)
                continue
            }
            while index < bytes.count, isWord(bytes[index]) { index += 1 }
            let text = index - start <= Self.longest ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
            let startsStatement = statement.mayBegin
            statement.pass(word: text, isAttribute: byte == UInt8(ascii: "@"))
            let isCall = index < bytes.count && bytes[index] == UInt8(ascii: "(")
            if let text {
                return Word(text: text, line: line, startsStatement: startsStatement, isCall: isCall, end: index)
            }
        }
        return nil
    }

    /// Looks ahead for a module's name, which may follow spaces, comments and a kind such as `struct`.
    ///
    /// - Parameter word: The word `import`.
    /// - Returns: What follows it.
    mutating func module(after word: Word) -> Module {
        var index = word.end
        defer { ahead -= index - word.end }
        let end = min(bytes.count, word.end + max(0, ahead))
        while true {
            skipBlanks(&index, before: end)
            if index < end, bytes[index] == UInt8(ascii: "`") { index += 1 }
            let start = index
            while index < end, isWord(bytes[index]) { index += 1 }
            if index == end, end < bytes.count { return .tooFar }
            guard index > start, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[start]) else { return .none }
            let name = String(decoding: bytes[start..<index], as: UTF8.self)
            if !Self.kinds.contains(name) { return .name(name) }
        }
    }

    private func skipBlanks(_ index: inout Int, before end: Int) {
        var depth = 0
        while index < end {
            let next = index + 1 < end ? bytes[index + 1] : 0
            if bytes[index] == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                depth += 1
                index += 2
            } else if depth > 0 {
                let isEnd = bytes[index] == UInt8(ascii: "*") && next == UInt8(ascii: "/")
                if isEnd { depth -= 1 }
                index += isEnd ? 2 : 1
            } else if bytes[index] == UInt8(ascii: "/"), next == UInt8(ascii: "/") {
                while index < end, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            } else if isBlank(bytes[index]) {
                index += 1
            } else {
                return
            }
        }
    }
}

/// What precedes a word in its line, or after a semicolon.
private struct StatementStart {
    private enum Part { case none, attribute, modifier, other }

    private static let modifiers: Set = ["public", "package", "internal", "fileprivate", "private", "open"]

    private var isPlain = true
    private var part = Part.none
    private var isBehindStar = false
    private var isBehindComment = false

    /// Whether a statement may start here.
    var mayBegin: Bool { isBehindComment || (isPlain && part != .other) }

    /// Notes a word.
    mutating func pass(word: String?, isAttribute: Bool) {
        isBehindStar = false
        switch part {
        case .attribute: break
        case .none: part = isAttribute ? .attribute : word.map(Self.modifiers.contains) == true ? .modifier : .other
        case .modifier, .other: part = .other
        }
    }

    /// Notes a byte between words.
    mutating func pass(_ byte: UInt8) {
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: ";") {
            self = StatementStart()
            return
        }
        if isBehindStar, byte == UInt8(ascii: "/") { isBehindComment = true }
        isBehindStar = byte == UInt8(ascii: "*")
        if isBlank(byte) || byte == UInt8(ascii: ")") {
            if part == .other { isPlain = false }
            part = .none
        } else if part != .attribute {
            part = .other
        }
    }
}

/// Whether a byte is part of a word; all that are not ASCII are.
private func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Whether the compiler treats a byte as a space.
private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) || byte == 0
}
