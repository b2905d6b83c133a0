/// A secret that the model gets as an environment variable.
package struct SecretDeclaration: Sendable, Hashable {
    /// The name of the environment variable.
    package var key: String
    /// What it is and where to get it; empty when the manifest does not say.
    package var description: String
    /// Whether the model works without it.
    package var isOptional: Bool

    /// Creates a declaration.
    ///
    /// - Parameters:
    ///   - key: The name of the environment variable.
    ///   - description: What it is and where to get it.
    ///   - isOptional: Whether the model works without it.
    package init(key: String, description: String = "", isOptional: Bool = false) {
        self.key = key
        self.description = description
        self.isOptional = isOptional
    }
}

/// An account that the model acts through, under the keys `credentials` or, formerly, `integrations`.
package struct CredentialDeclaration: Sendable, Hashable {
    /// The account's short name, such as `google`.
    package var slug: String
    /// What the model does with the account, such as `google.sheets`.
    package var capabilities: [String]
    /// What it is for; empty when the manifest does not say.
    package var description: String
    /// Whether the model works without it.
    package var isOptional: Bool

    /// Creates a declaration.
    ///
    /// - Parameters:
    ///   - slug: The account's short name.
    ///   - capabilities: What the model does with the account.
    ///   - description: What it is for.
    ///   - isOptional: Whether the model works without it.
    package init(slug: String, capabilities: [String], description: String, isOptional: Bool) {
        self.slug = slug
        self.capabilities = capabilities
        self.description = description
        self.isOptional = isOptional
    }
}

/// The machine that a model needs; zeros mean no requirement.
package struct Resources: Sendable, Hashable {
    /// How many graphics cards.
    package var gpuCount = 0
    /// Memory of each graphics card in bytes.
    package var gpuMemoryBytes: Int64 = 0
    /// The graphics cards' kind, such as `nvidia`; nil when absent or empty.
    package var gpuType: String?
    /// Main memory in bytes.
    package var memoryBytes: Int64 = 0

    /// Creates a wish for nothing in particular.
    package init() {}
}

/// The URLs of the listing's pictures; nil where the manifest gives none.
package struct ListingImages: Sendable, Hashable {
    /// The picture on a card.
    package var card: String?
    /// The small picture.
    package var thumbnail: String?
    /// The wide picture.
    package var banner: String?

    /// Creates a listing without pictures.
    package init() {}
}

/// What a model may do on its machine beyond the usual.
package struct Sandbox: Sendable, Hashable {
    /// Whether the model sees the host's network.
    package var hostNetwork: Bool
    /// Linux capabilities without `CAP_`, such as `SYS_PTRACE`.
    package var capabilities: [String]

    /// Creates a permission.
    ///
    /// - Parameters:
    ///   - hostNetwork: Whether the model sees the host's network.
    ///   - capabilities: Linux capabilities without `CAP_`.
    package init(hostNetwork: Bool, capabilities: [String]) {
        self.hostNetwork = hostNetwork
        self.capabilities = capabilities
    }
}
