package import Diagnostics

/// A manifest with everything that was found about its file.
package struct DecodedManifest: Sendable {
    /// What the file says; nil when an error makes it unusable.
    ///
    /// Errors in what only a listing shows, such as a missing description, leave the manifest usable.
    package var manifest: Manifest?
    /// The findings, sorted by line and column.
    package var diagnostics: [Diagnostic]
    /// The file as the user named it.
    package let path: String
    /// What other manifests can contradict; nil when the file is no mapping.
    let facts: RegistryFacts?
    /// The findings that comments ignore.
    let ignores: [IgnoreComment]
    /// The file as it was read; empty when it could not be read.
    package let bytes: [UInt8]

    init(
        manifest: Manifest?,
        facts: RegistryFacts? = nil,
        ignores: [IgnoreComment] = [],
        diagnostics: [Diagnostic],
        path: String,
        bytes: [UInt8]
    ) {
        self.manifest = manifest
        self.facts = facts
        self.ignores = ignores
        self.diagnostics = diagnostics
        self.path = path
        self.bytes = bytes
    }

    /// The manifest without all that is not needed to hold it against others, so that thousands can be kept.
    package var forComparison: DecodedManifest {
        DecodedManifest(manifest: nil, facts: facts, ignores: ignores, diagnostics: [], path: path, bytes: [])
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
