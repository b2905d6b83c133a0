package import Diagnostics

extension Rule {
    /// A regular expression that cannot be compiled.
    package static let badPattern = Rule("bad-pattern", "A pattern is a regular expression of at most 500 bytes.")
}

/// Patterns are compiled only in manifests that have one: it loads a library.
enum BadPattern {
    /// Reports patterns that cannot be compiled.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few have a pattern.
        for index in manifest.inputs.indices where manifest.inputs[index].value.pattern != nil {
            let input = manifest.inputs[index]
            guard let pattern = input.value.pattern, Pattern(pattern) == nil else { continue }
            let isLong = pattern.utf8.count > Pattern.longest
            findings.report(
                .badPattern,
                isLong
                    ? "the pattern has \(pattern.utf8.count) bytes; at most \(Pattern.longest) are compiled"
                    : "\(quoted(pattern)) is not a regular expression",
                at: input.place(of: "pattern"),
                help: isLong ? nil : "check its brackets and escapes; single quotes keep backslashes as they are"
            )
        }
    }
}
