package import Diagnostics
import YAML

extension Rule {
    /// A name that cannot be used as one.
    package static let badName = Rule("bad-name", "Names have the form that the places where they are used need.")
}

/// The model's own name and its owner's: they are typed in commands and stand in paths.
enum ModelName {
    /// Reports a name that cannot be typed as `namespace/name`.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        let names = [("namespace", manifest.manifest.namespace), ("name", manifest.manifest.name)]
        for (key, name) in names {
            guard let name, let pair = manifest.mapping[key], pair.value.string != nil, !isName(name) else { continue }
            findings.report(
                .badName,
                name.isEmpty ? "\(quoted(key)) is empty" : "\(quoted(name)) cannot be a model's \(key)",
                at: pair.place,
                help: "use lower-case letters, digits and '-'" + suggestion(slug(name), for: name)
            )
        }
    }

    private static func isName(_ name: String) -> Bool {
        let isEdge = { (byte: UInt8) in isLowerOrDigit(byte) }
        guard let first = name.utf8.first, let last = name.utf8.last, isEdge(first), isEdge(last) else { return false }
        return name.utf8.count <= 100
            && name.utf8.allSatisfy {
                isEdge($0) || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains($0)
            }
    }

    private static func slug(_ name: String) -> String {
        words(of: name).joined(separator: "-")
    }
}

extension Findings {
    /// Reports the name of an input or output that is not in snake_case.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - what: "input" or "output".
    ///   - place: Where.
    func checkDeclarationName(_ name: String, _ what: String, at place: Span) {
        guard !isSnakeCase(name) else { return }
        report(
            .badName,
            "\(quoted(name)) cannot be the name of an \(what)",
            at: place,
            help: "use lower-case letters, digits and '_', with a letter first"
                + suggestion(words(of: name).joined(separator: "_"), for: name)
        )
    }

    /// Reports a name that no environment variable can have.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - place: Where.
    func checkVariableName(_ name: String, at place: Span) {
        let isStart = { (byte: UInt8) in isLowerOrDigit(byte | 0x20) && !isDigit(byte) || byte == UInt8(ascii: "_") }
        guard let first = name.utf8.first, isStart(first), name.utf8.allSatisfy({ isStart($0) || isDigit($0) }) else {
            report(
                .badName,
                "\(quoted(name)) cannot be the name of an environment variable",
                at: place,
                help: "use letters, digits and '_'"
                    + suggestion(words(of: name).joined(separator: "_").uppercased(), for: name)
            )
            return
        }
    }
}

// MARK: - Forms of names

private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

private func isLowerOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
}

private func isSnakeCase(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLowerOrDigit(first), !isDigit(first), name.utf8.count <= 64 else {
        return false
    }
    return name.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "_") }
}

/// The words of a name in lower case: `mask`, `index` for `maskIndex`, `Mask-Index` and `mask index`.
private func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name.prefix(64) {
        let isWordCharacter = character.isASCII && (character.isLetter || character.isNumber)
        if !isWordCharacter || (character.isUppercase && wasLower) {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        if isWordCharacter { word += character.lowercased() }
        wasLower = character.isLowercase || character.isNumber
    }
    return word.isEmpty ? words : words + [word]
}

private func suggestion(_ proposal: String, for name: String) -> String {
    guard let first = proposal.first, first.isLetter, proposal != name else { return "" }
    return ", such as '\(proposal)'"
}
