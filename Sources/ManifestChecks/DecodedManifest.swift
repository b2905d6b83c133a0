package import Diagnostics
internal import ManifestDecoding
package import ModelManifest
import YAML

/// A manifest with all findings about its file.
package struct DecodedManifest: Sendable {
    /// The manifest; nil if an error makes it unusable.
    ///
    /// Errors that concern only the listing, such as a missing description, leave the manifest usable.
    package var manifest: Manifest?
    /// The findings, sorted by line and column.
    package var diagnostics: [Diagnostic]
    /// The file as the user named it.
    package let path: String
    /// The facts that are compared with other manifests; nil if the file is not a mapping.
    let facts: RegistryFacts?
    /// The tree of the file, to locate its declarations; nil if the file is not a mapping.
    private let root: Mapping?
    /// The findings that comments ignore.
    let ignores: [IgnoreComment]
    /// The file as it was read; empty when it could not be read.
    package let bytes: [UInt8]

    init(
        manifest: Manifest?,
        facts: RegistryFacts? = nil,
        root: Mapping? = nil,
        ignores: [IgnoreComment] = [],
        diagnostics: [Diagnostic],
        path: String,
        bytes: [UInt8]
    ) {
        self.manifest = manifest
        self.facts = facts
        self.root = root
        self.ignores = ignores
        self.diagnostics = diagnostics
        self.path = path
        self.bytes = bytes
    }

    /// The manifest without all that is not needed to compare it with others, so that thousands can be kept.
    package var forComparison: DecodedManifest {
        DecodedManifest(manifest: nil, facts: facts, ignores: ignores, diagnostics: [], path: path, bytes: [])
    }

    /// Returns the place of something that the manifest declares.
    ///
    /// - Parameter path: The keys that lead to it, outermost first.
    /// - Returns: The last key or its value; without such a key, the place of the key before it, or the file as a whole.
    package func location(of path: [String]) -> SourceLocation {
        var mapping = root
        var span: Span?
        for key in path {
            guard let pair = mapping?[key] else { break }
            if case .mapping(let inner) = pair.value.content {
                (mapping, span) = (inner, pair.key.span)
            } else {
                (mapping, span) = (nil, pair.place)
            }
        }
        return SourceLocation(path: self.path, span: span)
    }

    /// Returns the place of a secret's name.
    ///
    /// - Parameter index: Which of the manifest's secrets.
    /// - Returns: The place of its `key`, or of `secrets`.
    package func location(ofSecret index: Int) -> SourceLocation {
        let facts = facts?.secrets ?? []
        guard facts.indices.contains(index) else { return location(of: ["secrets"]) }
        return SourceLocation(path: path, span: facts[index].span)
    }

    /// Returns the findings of one scope that no comment ignores, and one for each comment that ignores nothing.
    ///
    /// - Parameters:
    ///   - diagnostics: All findings of rules of this scope.
    ///   - scope: Which rules were checked.
    /// - Returns: The remaining findings, sorted.
    package func withoutIgnored(_ diagnostics: [Diagnostic], scope: Rule.Scope) -> [Diagnostic] {
        ignores.applied(to: diagnostics, path: path, scope: scope).sorted()
    }

    /// Whether there is an error among the findings.
    package var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// The file's text, to show the lines that findings are about; empty when it could not be read.
    package var source: SourceText {
        SourceText(bytes)
    }

    /// Returns the findings for people, each with its source line.
    ///
    /// - Parameter renderer: Writes them.
    /// - Returns: The text with a final newline, or nothing for no findings.
    package func rendered(with renderer: TextRenderer = TextRenderer()) -> String {
        guard !diagnostics.isEmpty else { return "" }
        let source = source
        return renderer.render(diagnostics) { $0 == path ? source : nil }
    }
}
