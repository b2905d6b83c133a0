package import Logging
package import ModelSupply
package import RunQueue
package import RunStore
internal import RunnerCore
package import ServiceAccess

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
    /// Finds files that clients have uploaded.
    package let uploads: any UploadedFiles
    /// The emulator that stands in for the services, if there is one.
    package let emulator: EmulatorProcess.Address?
    /// Drives runs.
    package let queue: RunQueue
    /// Where requests are logged; `nil` for nowhere.
    package let logger: Logger?
    /// Uploads, messages, measurements and the log.
    package let edges: ServerEdges
    /// Finds models by the names that clients use.
    package let catalog: ModelCatalog
    /// What requests have in common.
    let memory = PreparationMemory(isLasting: true)

    /// The turns of requests that start programs before their runs are in the queue.
    let turns = Turns(4, waiting: 64)

    /// The addresses by which clients know the server.
    var address: ServerAddress { ServerAddress(settings: settings) }

    /// Puts the parts together; each parameter is the property of the same name.
    package init(
        settings: ServerSettings,
        registry: Registry,
        installation: Installation,
        store: any RunDatabase,
        clients: any ClientDirectory,
        files: String,
        uploads: any UploadedFiles,
        emulator: EmulatorProcess.Address? = nil,
        queue: RunQueue,
        edges: ServerEdges,
        logger: Logger? = nil
    ) {
        self.settings = settings
        self.registry = registry
        self.installation = installation
        self.store = store
        self.clients = clients
        self.files = files
        self.uploads = uploads
        self.emulator = emulator
        self.queue = queue
        self.edges = edges
        self.logger = logger
        catalog = ModelCatalog(registry, only: settings.model)
    }
}
