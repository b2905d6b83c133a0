import YAML

/// Whose rules a manifest is held to.
package enum Profile: String, Sendable, Hashable, CaseIterable {
    /// The platform's: a model whose inputs are declared in its code.
    case platform
    /// Ours, which are the platform's and those about `inputs`, `outputs` and `pricing`.
    case runner

    /// The keys that the platform does not read.
    static let runnerKeys = ["inputs", "outputs", "pricing"]

    /// Returns the profile of a manifest that nobody has chosen one for.
    ///
    /// The kernel decides; a manifest without one, or with keys that only we read, is taken for ours.
    ///
    /// - Parameter manifest: The manifest's mapping.
    /// - Returns: `platform` for a kernel that does not start with `swift`.
    static func standard(for manifest: Mapping) -> Profile {
        guard let kernel = manifest["kernel"]?.value, runnerKeys.allSatisfy({ manifest[$0] == nil }) else {
            return .runner
        }
        guard case .scalar(let scalar) = kernel.content else { return .platform }
        return scalar.text.utf8.starts(with: "swift".utf8) ? .runner : .platform
    }
}
