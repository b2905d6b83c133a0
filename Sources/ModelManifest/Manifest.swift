/// What an `inf.yml` says about its model.
///
/// The fields of the platform's manifests keep their names and meanings; `service`, `hosts`, `inputs`, `outputs`
/// and `pricing` are additions. Places in the file are not kept, because problems are reported while the file is decoded.
package struct Manifest: Sendable, Hashable {
    /// The owner's name; nil when absent or empty.
    package var namespace: String?
    /// The model's name within its namespace.
    package var name: String
    /// The display name; `name` is shown if there is none.
    package var title: String?
    /// What the model does; empty when the manifest does not say.
    package var description: String
    /// The listing's category, such as `video`; empty when the manifest does not say.
    package var category: String
    /// What runs the model, such as `swift-6`; empty when the manifest does not say.
    package var kernel: String
    /// The service that the model calls; nil when the manifest does not say.
    package var service: ServiceName?
    /// The hosts that the model connects to, as `HostPattern` reads them; without any, those of the kit's helpers.
    package var hosts: [String]
    /// Environment variables that the model gets.
    package var env: [String: String]
    /// Secrets that the model gets, in the manifest's order.
    package var secrets: [SecretDeclaration]
    /// Accounts that the model uses.
    package var credentials: [CredentialDeclaration]
    /// The machine that the model needs.
    package var resources: Resources
    /// The function that is called by default; nil for `run`.
    package var defaultFunction: String?
    /// `metadata.tags`.
    package var tags: [String]
    /// Pictures for the listing.
    package var images: ListingImages
    /// What the model is allowed to do on its machine.
    package var sandbox: Sandbox?
    /// Whether the manifest has the key `inputs`; platform manifests do not.
    package var hasInputs: Bool
    /// The inputs in the manifest's order.
    package var inputs: [InputDeclaration]
    /// The outputs in the manifest's order.
    package var outputs: [OutputDeclaration]
    /// What a prediction costs, if the manifest says.
    package var pricing: Pricing?

    /// Creates a manifest with nothing but a name.
    ///
    /// - Parameters:
    ///   - namespace: The owner's name.
    ///   - name: The model's name.
    package init(namespace: String? = nil, name: String) {
        self.namespace = namespace
        self.name = name
        self.description = ""
        self.category = ""
        self.kernel = ""
        self.hosts = []
        self.env = [:]
        self.secrets = []
        self.credentials = []
        self.resources = Resources()
        self.tags = []
        self.images = ListingImages()
        self.hasInputs = false
        self.inputs = []
        self.outputs = []
    }

    /// The name by which the model is called: `bytedance/omnihuman-1-0`, or just the name without a namespace.
    package var fullName: String {
        namespace.map { "\($0)/\(name)" } ?? name
    }

    /// Returns the declaration of an input.
    ///
    /// - Parameter name: The input's name.
    /// - Returns: The declaration, or nil if the model has no such input.
    package func input(_ name: String) -> InputDeclaration? {
        inputs.first { $0.name == name }
    }
}
