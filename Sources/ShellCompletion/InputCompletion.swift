internal import Media
internal import ModelManifest

/// Completes `name=value` from what a manifest says about the model's inputs.
enum InputCompletion {
    /// Returns what the word can become.
    ///
    /// - Parameters:
    ///   - word: As far as it is typed.
    ///   - manifest: The model's manifest.
    ///   - given: The other inputs on the line, as `name=value`.
    /// - Returns: Names, values, or paths.
    static func completion(of word: String, _ manifest: Manifest, given: [String]) -> Completion {
        guard let equals = word.firstIndex(of: "=") else {
            return Completion(candidates: names(manifest, given: given).filter { $0.text.hasPrefix(word) })
        }
        let name = String(word[..<equals])
        let value = word[equals...].dropFirst()
        guard let input = manifest.input(name) else { return Completion() }
        if input.type.isFile {
            let prefix = value.hasPrefix("@") ? "\(name)=@" : "\(name)="
            let endings = fileExtensions(input)
            return Completion(paths: Completion.Paths(onlyDirectories: false, prefix: prefix, fileExtensions: endings))
        }
        return Completion(
            candidates: values(input)
                .map { Candidate("\(name)=\($0.text)", $0.description) }
                .filter { $0.text.hasPrefix(word) }
        )
    }

    /// The inputs that are not given yet: first the required ones, last the deprecated ones.
    private static func names(_ manifest: Manifest, given: [String]) -> [Candidate] {
        let taken = Set(given.map { String($0.prefix { $0 != "=" }) })
        // A list takes several, and what excludes something that is there takes none.
        let excluded = Set(manifest.inputs.filter { taken.contains($0.name) }.flatMap(\.excludes))
        let free = manifest.inputs.filter { input in
            (!taken.contains(input.name) || input.many != nil) && !excluded.contains(input.name)
                && taken.isDisjoint(with: input.excludes)
        }
        let ordered =
            free.filter { $0.deprecated == nil && $0.isRequired }
            + free.filter { $0.deprecated == nil && !$0.isRequired }
            + free.filter { $0.deprecated != nil }
        return ordered.map { input in
            if let reason = input.deprecated { return Candidate("\(input.name)=", "deprecated: \(reason)") }
            let words = input.description ?? input.type.valueWithArticle
            return Candidate("\(input.name)=", input.isRequired ? "required: \(words)" : words)
        }
    }

    /// What names of files for an input end in; nothing when any file may fit.
    private static func fileExtensions(_ input: InputDeclaration) -> [String] {
        let kind = MediaKind(rawValue: input.type.rawValue)
        let formats = input.formats.isEmpty ? MediaFormat.allCases.filter { $0.kind == kind } : input.formats
        return formats.flatMap(\.fileExtensions)
    }

    private static func values(_ input: InputDeclaration) -> [Candidate] {
        var values = input.allowedValues
        if values.isEmpty, input.type == .boolean { values = [.boolean(true), .boolean(false)] }
        if values.isEmpty {
            let known = [input.defaultValue].compactMap(\.self)
            values = known + input.examples.filter { !known.contains($0) }
        }
        return values.map { Candidate($0.description, $0 == input.defaultValue ? "default" : "") }
    }
}
