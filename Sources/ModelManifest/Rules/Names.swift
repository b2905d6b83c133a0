package import Diagnostics
import YAML

extension Rule {
    /// A name that cannot be used as one.
    package static let badName = Rule("bad-name", "Names have the form that the places where they are used need.")
}

extension Rule {
    /// A name that works but is not a slug.
    package static let unusualName = Rule(
        "unusual-name",
        "A model's name is lower-case words and numbers with single '-' between.",
        severity: .warning
    )
    /// No owner.
    package static let missingNamespace = Rule(
        "missing-namespace",
        "A model for the platform names its namespace.",
        severity: .warning
    )
    /// A directory of another name.
    package static let directoryName = Rule(
        "directory-name",
        "A model's directory has the model's name, perhaps with more behind a '-'.",
        severity: .warning
    )
}

/// The model's own name and its owner's: they are typed in commands and stand in paths.
package enum ModelName {
    /// Says why a text is no good name for a new model.
    ///
    /// - Parameters:
    ///   - name: The text.
    ///   - key: The key of the manifest that it is for: `name` or `namespace`.
    /// - Returns: What is wrong and what to write instead; `nil` for a name without a finding.
    package static func refusal(of name: String, as key: String) -> (message: String, help: String)? {
        guard !isName(name) || !isSlug(name) else { return nil }
        return (
            name.isEmpty ? "the \(key) is empty" : "\(quoted(name)) cannot be a new model's \(key)",
            help(slug(name), name)
        )
    }

    /// Reports a name that cannot be typed as `namespace/name`, or is not where one looks for it.
    static func check(_ manifest: LocatedManifest, path: String, _ findings: Findings) {
        let names = [("namespace", manifest.manifest.namespace), ("name", manifest.manifest.name)]
        for (key, name) in names {
            guard let name, let pair = manifest.mapping[key], pair.value.string != nil else { continue }
            // Behind a syntax error, a name of two lines is the error's consequence.
            if !manifest.mapping.isWhole, pair.value.span.end.line > pair.value.span.start.line { continue }
            if isName(name) {
                if !isSlug(name) { reportUnusual(name, key, pair, findings) }
                continue
            }
            let slug = slug(name)
            findings.report(
                .badName,
                name.isEmpty ? "\(quoted(key)) is empty" : "\(quoted(name)) cannot be a model's \(key)",
                at: pair.place,
                help: key == "name" ? splitting(name, manifest) ?? help(slug, name) : help(slug, name)
            )
        }
        if manifest.profile == .platform { checkNamespace(manifest, findings) }
        checkDirectory(manifest, path: path, findings)
    }

    private static func help(_ slug: String, _ name: String) -> String {
        "use lower-case letters, digits and '-'" + suggestion(slug, for: name)
    }

    /// What to write instead of `acme/flux`.
    private static func splitting(_ name: String, _ manifest: LocatedManifest) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2, parts.allSatisfy({ isName($0) }) else { return nil }
        let isGiven = manifest.manifest.namespace == parts[0]
        return "write 'name: \(parts[1])'; "
            + (isGiven ? "the namespace has a key of its own" : "'\(parts[0])' belongs into 'namespace'")
    }

    private static func reportUnusual(_ name: String, _ key: String, _ pair: Mapping.Pair, _ findings: Findings) {
        findings.report(
            .unusualName,
            "the \(key) \(quoted(name)) is not made of words with '-' between",
            at: pair.place,
            help: "a new model is better called '\(slug(name))'; the name of one that is published cannot be changed"
        )
    }

    private static func checkNamespace(_ manifest: LocatedManifest, _ findings: Findings) {
        guard manifest.mapping.isWhole, manifest.manifest.namespace == nil else { return }
        let pair = manifest.mapping["namespace"]
        if let pair, !pair.value.isNull, pair.value.string == nil { return }
        findings.report(
            .missingNamespace,
            pair == nil ? "missing key 'namespace' in manifest" : "'namespace' is empty",
            at: pair?.place ?? manifest.mapping.pairs.first?.key.span,
            help: "write 'namespace: …' with the name of the workspace that owns the model"
        )
    }

    /// The directory may say more than the name, such as the variant `omnihuman-1-0-quick`, or whose it is.
    private static func checkDirectory(_ manifest: LocatedManifest, path: String, _ findings: Findings) {
        let file = "/inf.yml"
        guard path.utf8.suffix(file.utf8.count).elementsEqual(file.utf8), let pair = manifest.mapping["name"],
            let name = pair.value.string, isName(name)
        else { return }
        let parent = path.utf8.dropLast(file.utf8.count)
        let last = parent.lastIndex(of: UInt8(ascii: "/")).map { parent[parent.index(after: $0)...] } ?? parent
        let directory = String(Substring(last))
        if directory == name || ["", ".", ".."].contains(directory) || directory.hasPrefix(name + "-") { return }
        if let owner = manifest.manifest.namespace, directory == "\(owner)-\(name)" { return }
        findings.report(
            .directoryName,
            "the model \(quoted(name)) is in the directory \(quoted(directory))",
            at: pair.place,
            help: "name the directory '\(name)' or '\(name)-…', or say with a comment why not: "
                + "'# runner: ignore[directory-name] …'"
        )
    }

    private static func isName(_ name: String) -> Bool {
        let isEdge = { (byte: UInt8) in isLowerOrDigit(byte) }
        guard let first = name.firstByte, let last = name.utf8.last, isEdge(first), isEdge(last) else { return false }
        return name.utf8.count <= 100
            && name.utf8.allSatisfy {
                isEdge($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
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
    func reportVariableName(_ name: String, at place: Span) {
        report(
            .badName,
            "\(quoted(name)) cannot be the name of an environment variable",
            at: place,
            help: "use letters, digits and '_', with a letter first"
                + suggestion(words(of: name).joined(separator: "_").uppercased(), for: name)
        )
    }
}

// MARK: - Forms of names

private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

private func isLowerOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
}

/// Whether a name can be an environment variable's.
func isVariableName(_ name: String) -> Bool {
    let isStart = { (byte: UInt8) in
        byte > UInt8(ascii: "9") && isLowerOrDigit(byte | 0x20) || byte == UInt8(ascii: "_")
    }
    return name.firstByte.map(isStart) == true && name.utf8.allSatisfy { isStart($0) || isDigit($0) }
}

/// Whether a text is lower-case words and numbers with single `-` between.
func isSlug(_ text: String) -> Bool {
    var wasDash = true
    for byte in text.utf8 {
        let isDash = byte == UInt8(ascii: "-")
        if isDash ? wasDash : !isLowerOrDigit(byte) { return false }
        wasDash = isDash
    }
    return !wasDash
}

private func isSnakeCase(_ name: String) -> Bool {
    guard let first = name.firstByte, isLowerOrDigit(first), !isDigit(first), name.utf8.count <= 64 else {
        return false
    }
    return name.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "_") }
}

/// The words of a name in lower case: `mask`, `index` for `maskIndex`, `Mask-Index` and `mask index`.
func words(of name: String, splittingCase: Bool = true) -> [String] {
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

private func suggestion(_ proposal: String, for name: String) -> String {
    guard let first = proposal.first, first.isLetter, proposal != name else { return "" }
    return ", such as '\(proposal)'"
}
