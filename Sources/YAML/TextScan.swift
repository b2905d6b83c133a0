import Diagnostics

/// A look at a file's bytes before libyaml sees them: encoding and characters that may not occur.
///
/// libyaml would stop at the first of them with a message about bytes; here each has its rule and its column.
struct TextScan {
    /// The part that can be parsed, without a byte order mark.
    private(set) var text: ArraySlice<UInt8>
    /// The line with a character that cannot be read, before which `text` ends; nil when it ends with the file.
    private(set) var lineOfCut: Int?
    /// Whether there is any tab in the text.
    private(set) var hasTabs = false

    private var index: Int
    private var line = 1
    private var lineStart: Int
    private var column = 1
    private var directives = 0

    /// How many lines may look like directives; libyaml compares each with each.
    private static let mostDirectives = 8

    /// Scans a file.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - findings: Receives what may not occur, each kind at its first place.
    init(_ bytes: [UInt8], _ findings: Findings) {
        text = bytes[...]
        index = 0
        lineStart = 0
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            findings.report(.badEncoding, "the file is UTF-16", at: nil, help: "save the file as UTF-8")
            text = bytes[..<0]
            lineOfCut = 1
            return
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            findings.report(
                .badEncoding,
                "the file starts with a byte order mark",
                at: Span(start: Mark(line: 1, column: 1), length: 1),
                help: "save the file as UTF-8 without BOM"
            )
            index = 3
            lineStart = 3
            text = bytes[3...]
        }
        scan(bytes, findings)
    }

    private mutating func scan(_ bytes: [UInt8], _ findings: Findings) {
        while index < bytes.count {
            let byte = bytes[index]
            if column == 1, byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">"), isConflict(bytes) {
                refuse(
                    .yamlSyntax,
                    "a merge conflict marker",
                    help: "keep one of the two versions, and remove the markers",
                    findings
                )
                return
            }
            if byte == UInt8(ascii: "%"), column == 1 {
                directives += 1
                if directives > Self.mostDirectives {
                    let message = "more than \(Self.mostDirectives) lines that start with '%'"
                    refuse(.directive, message, help: "remove them", findings)
                    return
                }
            }
            switch byte {
            case 0x20..<0x7F:
                let length = 1 + Self.plainLength(of: bytes, from: index + 1)
                index += length
                column += length
            case 0x0A:
                startLine(after: 1)
            case 0x0D:
                guard index + 1 < bytes.count, bytes[index + 1] == 0x0A else {
                    refuseControl(UInt32(byte), findings)
                    return
                }
                startLine(after: 2)
            case 0x09:
                hasTabs = true
                index += 1
                column += 1
            case 0..<0x20, 0x7F:
                refuseControl(UInt32(byte), findings)
                return
            default:
                guard let (scalar, length) = Self.decode(bytes[index...]) else {
                    let message = "the byte 0x\(Self.hex(UInt32(byte))) is not UTF-8 here"
                    refuse(.badEncoding, message, help: "save the file as UTF-8", findings)
                    return
                }
                guard check(scalar, findings) else { return }
                index += length
                column += 1
            }
        }
    }

    /// How many bytes from an index on are printable ASCII, as most of a text is.
    private static func plainLength(of bytes: [UInt8], from start: Int) -> Int {
        bytes.withUnsafeBytes { bytes in
            var index = start
            while index + 8 <= bytes.count, isPlain(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
                index += 8
            }
            while index < bytes.count, bytes[index] >= 0x20, bytes[index] < 0x7F { index += 1 }
            return index - start
        }
    }

    /// Whether eight bytes are printable ASCII.
    private static func isPlain(_ word: UInt64) -> Bool {
        let highBits: UInt64 = 0x8080_8080_8080_8080
        // A byte's high bit is set by adding one to 0x7F, and unset by taking a space from what is less.
        let hasNoGreater = (word | (word &+ 0x0101_0101_0101_0101)) & highBits == 0
        let hasNoLess = ((word | highBits) &- 0x2020_2020_2020_2020) & highBits == highBits
        return hasNoGreater && hasNoLess
    }

    /// Whether a line starts with one of the marks that a version control system leaves: `<<<<<<< HEAD`.
    private func isConflict(_ bytes: [UInt8]) -> Bool {
        bytes[index...].prefix(7).allSatisfy { $0 == bytes[index] } && bytes.count > index + 7
            && bytes[index + 7] == UInt8(ascii: " ")
    }

    /// Reports a character beyond ASCII that may not occur; false when the text cannot be read from there on.
    private mutating func check(_ scalar: UInt32, _ findings: Findings) -> Bool {
        switch scalar {
        case 0x80..<0xA0, 0x2028, 0x2029, 0xFFFE, 0xFFFF:
            refuseControl(scalar, findings)
            return false
        case 0xFEFF:
            refuse(
                .badEncoding,
                "a byte order mark within the file",
                help: "remove the character",
                findings,
                isNeedless: true
            )
            return false
        default:
            return true
        }
    }

    private mutating func refuseControl(_ scalar: UInt32, _ findings: Findings) {
        let help = scalar == 0x0D ? "end each line with a line feed" : "remove the character"
        refuse(.controlCharacter, "the file contains \(Self.name(of: scalar))", help: help, findings)
    }

    private mutating func startLine(after length: Int) {
        index += length
        line += 1
        lineStart = index
        column = 1
    }

    /// Reports something at the current place and gives up the text from its line on.
    private mutating func refuse(
        _ rule: Rule,
        _ message: String,
        help: String,
        _ findings: Findings,
        isNeedless: Bool = false
    ) {
        // A carriage return ends its line and takes no column of it.
        let isBreak = index < text.endIndex && text[index] == 0x0D
        let place = Span(start: Mark(line: line, column: column), length: isBreak ? 0 : 1)
        let fix = isNeedless ? Fix("remove the character", [Fix.Edit(replacing: place, with: "")]) : nil
        findings.report(rule, message, at: place, help: help, fix: fix)
        text = text.prefix(upTo: max(text.startIndex, lineStart))
        lineOfCut = line
    }
}

// MARK: - UTF-8

extension TextScan {
    /// Decodes the scalar that starts a slice, without accepting overlong forms or surrogates.
    ///
    /// See <https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506>, table 3-7.
    private static func decode(_ bytes: ArraySlice<UInt8>) -> (scalar: UInt32, length: Int)? {
        var decoder = UTF8()
        var iterator = bytes.prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar.value, UTF8.width(scalar))
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 2 - digits.count)) + digits
    }

    private static func name(of scalar: UInt32) -> String {
        switch scalar {
        case 0: "a NUL character"
        case 0x0D: "a carriage return (U+000D) without a line feed"
        case 0x1B: "an escape character (U+001B)"
        case 0x85, 0x2028, 0x2029: "a line break of an unusual kind (U+\(padded(scalar)))"
        default: "a control character (U+\(padded(scalar)))"
        }
    }

    private static func padded(_ scalar: UInt32) -> String {
        let digits = hex(scalar)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
