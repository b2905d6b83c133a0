package import Diagnostics
package import ManifestChecks
package import ModelManifest

/// A directory with a manifest, and what the manifest says.
package struct ModelDirectory: Sendable {
    /// The directory, as the user named it or as it was found.
    package var path: String
    /// The manifest.
    package var manifest: Manifest
    /// The manifest with its findings, none of which is an error, and its text.
    package var decoded: DecodedManifest
    /// The text of the manifest, as it was read.
    package var manifestBytes: [UInt8] { decoded.bytes }

    /// Describes a model; each parameter is the property of the same name.
    package init(path: String, manifest: Manifest, decoded: DecodedManifest) {
        self.path = path
        self.manifest = manifest
        self.decoded = decoded
    }

    /// The last part of the path.
    package var directoryName: String {
        String(path.split(separator: "/").last ?? "")
    }

    /// The name of output files without their extension.
    package var baseName: String {
        manifest.name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? String($0) : "_" }.joined()
    }

    /// Returns findings about the manifest for people, each with its source line.
    ///
    /// - Parameter diagnostics: The findings.
    /// - Returns: The text with a final newline.
    package func rendered(_ diagnostics: [Diagnostic]) -> String {
        let source = decoded.source
        return TextRenderer().render(diagnostics) { $0 == decoded.path ? source : nil }
    }
}
