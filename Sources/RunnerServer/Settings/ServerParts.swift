package import ModelSupply
package import RunStore

/// What the routes of a server share.
package struct ServerParts: Sendable {
    /// How the server behaves.
    package let settings: ServerSettings
    /// Where models are found.
    package let registry: Registry
    /// Where programs, caches and compilers are, and the environment that runs get.
    package let installation: Installation
    /// Where runs are recorded.
    package let store: any RunDatabase
    /// Who may send requests.
    package let clients: any ClientDirectory
    /// The directory for uploads and outputs.
    package let files: String

    /// Puts the parts together; each parameter is the property of the same name.
    package init(
        settings: ServerSettings,
        registry: Registry,
        installation: Installation,
        store: any RunDatabase,
        clients: any ClientDirectory,
        files: String
    ) {
        self.settings = settings
        self.registry = registry
        self.installation = installation
        self.store = store
        self.clients = clients
        self.files = files
    }
}
