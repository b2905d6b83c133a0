import ErrorReporting
import FoundationEssentials
import ModelSupply
import RunStore
import RunnerCore
import RunnerServer
import SQLiteRunStore

/// Opens what a server needs, in the order in which it can fail for free.
struct ServerComposition {
    private let settings: ServerSettings
    private let installation: Installation
    private let registry: Registry
    private let environment: [String: String]

    init(_ settings: ServerSettings, _ command: ServeCommand, _ environment: [String: String]) {
        self.settings = settings
        self.environment = environment
        installation = Installation(
            environment: environment,
            cache: command.cache,
            allowsUnsafeModels: command.unsafeModels
        )
        registry = Registry(
            given: settings.registry,
            environment: environment,
            workingDirectory: FileManager.default.currentDirectoryPath,
            bundled: installation.bundle?.registry
        )
    }

    /// Checks the settings without listening.
    ///
    /// - Returns: What the server would do, one line.
    /// - Throws: What is wrong.
    func check() async throws -> String {
        let count = try registry.directories().count
        try await ModelServer.check(settings, OpenDirectory())
        let store = try storePath
        return "the settings are valid: \(count) models, listening on \(settings.listen), recording in '\(store)'"
    }

    /// Opens everything and serves until the body returns.
    ///
    /// - Parameter body: Runs the server.
    /// - Throws: What is wrong, or what the body throws.
    func serve(_ body: (ModelServer) async throws -> Void) async throws {
        try await ModelServer.check(settings, OpenDirectory())
        let path = try storePath
        let store = try await SQLiteRunDatabase(path: path, redactor: Redactor())
        store.leaveOpen()
        if let warning = store.permissionWarning { RunnerServerProgram.say("warning: \(warning)") }
        let files = settings.files ?? "\(path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/files"
        let parts = ServerParts(
            settings: settings,
            registry: registry,
            installation: installation,
            store: store,
            clients: OpenDirectory(),
            files: files
        )
        let listen = settings.listen
        try await body(
            ModelServer(parts) { port in
                let scheme = settings.certificate == nil ? "http" : "https"
                RunnerServerProgram.say("listening on \(scheme)://\(ListenAddress(host: listen.host, port: port))")
            }
        )
    }

    private var storePath: String {
        get throws { try RecordPlace.path(given: settings.store, option: "--store", environment: environment) }
    }
}
