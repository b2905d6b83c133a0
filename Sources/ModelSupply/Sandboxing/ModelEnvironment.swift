package import ErrorReporting
package import ModelManifest

/// The environment of a model's worker: what the manifest names, and nothing else.
package enum ModelEnvironment {
    /// Gathers the variables.
    ///
    /// - Parameters:
    ///   - manifest: The model's manifest.
    ///   - secret: The value of a secret; none by default.
    /// - Returns: The whole environment.
    /// - Throws: `RunnerError` with `invalid-manifest` when the manifest names a variable that the loader, Swift or our
    ///   programs read. A comment can ignore the finding, but not this.
    package static func variables(
        of manifest: Manifest,
        secret: (_ key: String) -> String? = { _ in nil }
    ) throws(RunnerError) -> [String: String] {
        let names = manifest.env.keys.sorted() + manifest.secrets.map(\.key)
        if let reserved = names.first(where: ReservedVariables.contains) {
            throw RunnerError(
                .invalidManifest,
                "the manifest of '\(manifest.fullName)' sets '\(reserved)', which decides what the model's process loads or trusts",
                help: "remove it from inf.yml"
            )
        }
        var variables = manifest.env
        for key in manifest.secrets.map(\.key) { variables[key] = secret(key) }
        // The runner reports a crash in one line; Swift's own report takes seconds.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return variables
    }
}
