internal import Diagnostics
package import ModelManifest
package import YAML

extension ModelName {
    /// The names of a manifest, each with its key.
    ///
    /// - Parameter manifest: The manifest.
    /// - Returns: `namespace` and `name`, where they are strings.
    package static func all(of manifest: LocatedManifest) -> [(name: String, pair: Mapping.Pair)] {
        [("namespace", manifest.manifest.namespace), ("name", manifest.manifest.name)].compactMap { key, name in
            guard let name, let pair = manifest.mapping[key], pair.value.string != nil else { return nil }
            // After a syntax error, a name of two lines is a consequence of the error.
            if !manifest.mapping.isWhole, pair.value.span.end.line > pair.value.span.start.line { return nil }
            return (name, pair)
        }
    }
}
