/// What readers of the two versions of YAML take one plain value for, when they disagree.
///
/// Version 1.1 (2005) is still what many libraries read; 1.2 (2009) is what this program and the specification read.
package struct Ambiguity: Sendable, Hashable {
    /// How much it matters where nothing reads the value.
    package enum Kind: Sendable, Hashable {
        /// `yes`, `off`: a boolean in 1.1.
        case boolean
        /// `010`, `0o7`, `1_000`, `16:9`, `1e3`: another number, or a number in one version only.
        case number
        /// `2024-01-31`: a date in 1.1.
        case date
        /// `=` and `<<`: characters with a special meaning in 1.1.
        case sign
    }

    /// What the two disagree about.
    package let kind: Kind
    /// What YAML 1.1 takes the value for, such as "true" or "the number 8".
    package let older: String
    /// What YAML 1.2 takes the value for, such as "a string".
    package let newer: String
    /// The same value in a form that both read alike, if it is a number and there is no doubt which one.
    package let number: String?

    init(_ kind: Kind, older: String, newer: String = "a string", number: String? = nil) {
        self.kind = kind
        self.older = older
        self.newer = newer
        self.number = number
    }
}

extension Scalar {
    /// What the two versions of YAML disagree about; nil for nearly every value.
    ///
    /// `y` and `n` are booleans by the text of 1.1 only: no reader in use takes them so, and `y` is a coordinate.
    /// See <https://yaml.org/type/bool.html> and its neighbors.
    package var ambiguity: Ambiguity? {
        guard style == .plain, let first = text.firstByte else { return nil }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return isPlainNumber || text.utf8.count > 64 ? nil : NumberForms(text).ambiguity
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "o"),
            UInt8(ascii: "O"):
            guard text.utf8.count <= 3 else { return nil }
            switch text {
            case "yes", "Yes", "YES", "on", "On", "ON": return Ambiguity(.boolean, older: "true")
            case "no", "No", "NO", "off", "Off", "OFF": return Ambiguity(.boolean, older: "false")
            default: return nil
            }
        case UInt8(ascii: "=") where text == "=": return Ambiguity(.sign, older: "the sign for the default value")
        case UInt8(ascii: "<") where text == "<<": return Ambiguity(.sign, older: "the sign for merging mappings")
        default: return nil
        }
    }

    /// Whether the text is one of nearly all numbers: digits, perhaps with a point, and no 0 before another digit.
    private var isPlainNumber: Bool {
        var bytes = text.utf8.makeIterator()
        let first = bytes.next()
        let second = bytes.next()
        if first == UInt8(ascii: "0"), second.map(isDigit) == true { return false }
        return text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    }
}
