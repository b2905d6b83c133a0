package import YAML

/// Whose rules apply to a manifest.
package enum Profile: String, Sendable, Hashable, CaseIterable {
    /// The platform's, for a model whose inputs are declared in its code.
    case platform
    /// This program's: the platform's rules, and those about the keys that only this program reads.
    case runner

    /// The keys that the platform does not read.
    package static let runnerKeys = ["service", "hosts", "inputs", "outputs", "pricing"]

    /// Returns the default profile of a manifest.
    ///
    /// The kernel decides. A manifest without a kernel, or with keys that the platform does not read, is for this program.
    ///
    /// - Parameter manifest: The manifest's mapping.
    /// - Returns: `platform` for a kernel that does not start with `swift`.
    package static func standard(for manifest: Mapping) -> Profile {
        guard let kernel = manifest["kernel"]?.value, runnerKeys.allSatisfy({ manifest[$0] == nil }) else {
            return .runner
        }
        guard case .scalar(let scalar) = kernel.content else { return .platform }
        return scalar.text.utf8.starts(with: "swift".utf8) ? .runner : .platform
    }
}
