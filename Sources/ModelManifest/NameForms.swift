import YAML

/// The forms of names in manifests.
package enum NameForms {
    /// The longest name of a model or a namespace, in bytes.
    static let longestModelName = 100
    /// The longest name of an input or an output, in bytes.
    package static let longestDeclarationName = 64

    /// Whether a text consists of lower-case letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.
    package static func isModelName(_ name: String) -> Bool {
        hasModelForm(name) && name.utf8.count <= longestModelName
    }

    /// Whether a text has the form of a model's name, at any length.
    static func hasModelForm(_ name: String) -> Bool {
        guard let first = name.firstByte, let last = name.utf8.last, isLowerOrDigit(first), isLowerOrDigit(last)
        else { return false }
        return name.utf8.allSatisfy {
            isLowerOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
        }
    }

    /// Whether a text can be the name of an environment variable.
    package static func isVariable(_ name: String) -> Bool {
        let isStart = { (byte: UInt8) in
            byte > UInt8(ascii: "9") && isLowerOrDigit(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        return name.firstByte.map(isStart) == true && name.utf8.allSatisfy { isStart($0) || isDigit($0) }
    }

    /// Whether a text is lower-case words and numbers joined by single `-`.
    package static func isSlug(_ text: String) -> Bool {
        var wasDash = true
        for byte in text.utf8 {
            let isDash = byte == UInt8(ascii: "-")
            if isDash ? wasDash : !isLowerOrDigit(byte) { return false }
            wasDash = isDash
        }
        return !wasDash
    }

    /// Whether a text consists of lower-case letters, digits and `_`, starting with a letter, at any length.
    package static func isSnakeCase(_ name: String) -> Bool {
        guard let first = name.firstByte, isLowerOrDigit(first), !isDigit(first) else { return false }
        return name.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// The words of a name in lower case: `mask`, `index` for `maskIndex`, `Mask-Index` and `mask index`.
    package static func words(of name: String, splittingCase: Bool = true) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in name.prefix(64) {
            let isWordCharacter = character.isASCII && (character.isLetter || character.isNumber)
            if !isWordCharacter || (splittingCase && character.isUppercase && wasLower) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isWordCharacter { word += character.lowercased() }
            wasLower = character.isLowercase || character.isNumber
        }
        return word.isEmpty ? words : words + [word]
    }

    /// The slug of a name: `mask-index` for `maskIndex`.
    package static func slug(_ name: String) -> String {
        words(of: name).joined(separator: "-")
    }

    /// Whether a text has nothing but spaces and line breaks.
    package static func isBlank(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == 0x0A }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    }
}
