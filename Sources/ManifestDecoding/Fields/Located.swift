package import Diagnostics
package import ModelManifest
package import YAML

/// A decoded value with the part of the file that it came from, so that rules can point at it.
package struct Located<Value> {
    /// The value.
    package var value: Value
    /// Its key, or the value itself in a list.
    package let place: Span
    /// The mapping that it was decoded from, if it is one.
    package let mapping: Mapping?

    init(_ value: Value, at place: Span, from mapping: Mapping? = nil) {
        self.value = value
        self.place = place
        self.mapping = mapping
    }

    /// The place of the value of one of its keys, or its own.
    ///
    /// - Parameter path: The keys that lead to it, outermost first; as many are followed as there are.
    /// - Returns: The place to underline.
    package func place(of path: String...) -> Span {
        var mapping = mapping
        var found = place
        for key in path {
            guard let pair = mapping?[key] else { break }
            found = pair.place
            if case .mapping(let inner) = pair.value.content { mapping = inner } else { mapping = nil }
        }
        return found
    }
}

/// A decoded manifest before the rules are applied: all values, with their places where rules need them.
package struct LocatedManifest {
    /// The values.
    package var manifest: Manifest
    /// The whole file's mapping.
    package let mapping: Mapping
    /// Whose rules apply.
    package let profile: Profile
    /// The secrets with their places.
    package var secrets: [Located<SecretDeclaration>] = []
    /// The functions that the manifest lists, with their places; nil when it lists none.
    package var functions: [Located<String>]?
    /// The inputs with their places.
    package var inputs: [Located<InputDeclaration>] = []
    /// The names of inputs that are there but could not be decoded.
    package var brokenInputs: Set<String> = []
    /// The price with its place.
    package var pricing: Located<Pricing>?

    /// Whether no input can be missing from `inputs` because of an error elsewhere in the file.
    package var hasAllInputs: Bool {
        guard mapping.isWhole else { return false }
        guard case .mapping(let inputs) = mapping["inputs"]?.value.content else { return mapping["inputs"] == nil }
        return inputs.isWhole
    }
}
