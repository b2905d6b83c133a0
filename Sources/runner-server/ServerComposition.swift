import Addresses
import CurlTransport
import ErrorReporting
import FoundationEssentials
import Glibc
import ModelSupply
import RecordStores
import RunQueue
import RunStore
import RunnerCore
import RunnerServer
import ServiceAccess
import WorkerProtocol

/// Opens what a server needs, in the order in which it can fail for free.
struct ServerComposition {
    private let settings: ServerSettings
    private let installation: Installation
    private let registry: Registry
    private let environment: [String: String]
    private let isQuiet: Bool
    private let opensPage: Bool
    /// Whether the store was named by an argument, which all users of the machine can see.
    private let isStoreArgument: Bool

    init(_ settings: ServerSettings, _ command: ServeCommand, _ environment: [String: String]) {
        self.settings = settings
        self.environment = environment
        isQuiet = command.quiet
        opensPage = command.open
        isStoreArgument = command.store != nil
        installation = Installation(
            environment: environment,
            cache: command.cache,
            allowsUnsafeModels: command.unsafeModels,
            ownPort: UInt16(exactly: settings.listen.port)
        )
        registry = Registry(
            given: settings.registry,
            environment: environment,
            workingDirectory: FileManager.default.currentDirectoryPath,
            bundled: installation.ownModels
        )
    }

    /// Checks the settings without listening.
    ///
    /// - Returns: What the server would do, one line.
    /// - Throws: What is wrong.
    func check() async throws -> String {
        let count = settings.model == nil ? try registry.directories().count : 1
        if let model = settings.model { _ = try registry.model(model) }
        try ServerTransport.check(settings)
        let store = try storePlace
        if !settings.isPrivate {
            let opened = try await OpenedStore(store, environment: environment)
            try await ModelServer.check(settings, clients(of: opened.database))
        }
        return "the settings are valid: \(count) models, listening on \(settings.listen), recording in '\(store.shown)'"
    }

    /// Opens everything and serves until the body returns.
    ///
    /// - Parameter body: Runs the server.
    /// - Throws: What is wrong, or what the body throws.
    func serve(_ body: (ModelServer) async throws -> Void) async throws {
        try ServerTransport.check(settings)
        let place = try storePlace
        let opened = try await OpenedStore(place, environment: environment)
        let store = opened.database
        if let warning = opened.warning { RunnerServerProgram.say("warning: \(warning)") }
        try await ModelServer.check(settings, clients(of: store))
        if settings.isWarm { try await warmUp() }
        guard settings.usesEmulator else { return try await serve(store, place, emulator: nil, body) }
        try await EmulatorProcess(program: installation.emulatorProgram).run(environment: environment) { emulator in
            try await serve(store, place, emulator: emulator, body)
        }
    }

    private func serve(
        _ store: any RunDatabase & ServerDatabase,
        _ place: RecordPlace,
        emulator: EmulatorProcess.Address?,
        _ body: (ModelServer) async throws -> Void
    ) async throws {
        let files = FilePath.absolute(
            settings.files ?? "\(place.directory)/files",
            in: FileManager.default.currentDirectoryPath
        )
        let content = MessageContent()
        let edges = try await ServerEdges(store, settings, files: files, content) { isLoopback in
            CurlTransport(userAgent: "runner/\(runnerVersion)", policy: isLoopback ? .thisMachine : .worldwide)
        }
        var behavior = QueueSettings(
            concurrency: settings.onlyEnqueues ? 0 : settings.concurrency,
            length: settings.queueLength,
            slots: settings.limits.slots,
            emulator: emulator
        )
        behavior.workerPatience = settings.idle
        behavior.onlyEnqueues = settings.onlyEnqueues
        behavior.presence = FleetPresence(kind: .serve, version: runnerVersion)
        // What other processes have done is seen by looking.
        if settings.onlyEnqueues { behavior.searchInterval = .milliseconds(500) }
        let queue = RunQueue(
            store: store,
            installation: installation,
            settings: behavior,
            observer: RunReporter(
                outbox: edges.outbox,
                metrics: edges.metrics,
                changes: edges.changes,
                store: store,
                logger: isQuiet ? nil : RequestLog.logger
            )
        )
        let parts = ServerParts(
            settings: settings,
            registry: registry,
            installation: installation,
            store: store,
            clients: clients(of: store),
            files: files,
            uploads: UploadShelf(edges.shelf),
            emulator: emulator,
            queue: queue,
            edges: edges,
            logger: isQuiet ? nil : RequestLog.logger
        )
        content.use(parts)
        let listen = settings.listen
        try await body(
            ModelServer(parts) { port in
                let scheme = settings.certificate == nil ? "http" : "https"
                let address = "\(scheme)://\(ListenAddress(host: listen.host, port: port))"
                RunnerServerProgram.say("listening on \(address)")
                guard opensPage else { return }
                let page = "\(settings.publicURL ?? address)/page"
                if !PageOpening(environment: environment).open(page) {
                    RunnerServerProgram.say("open \(page) in a browser")
                }
            } onLeaving: {
                RunnerServerProgram.say(
                    "submissions are in progress; their responses are kept, and their runs continue at the next start"
                )
                _exit(0)
            }
        )
    }

    /// Who may use a server with this store.
    private func clients(of store: any ServerDatabase) -> TokenDirectory {
        TokenDirectory(database: store, isPrivate: settings.isPrivate)
    }

    /// Compiles the models; one that does not compile is named and served all the same, since it may be fixed meanwhile.
    private func warmUp() async throws {
        let names = try settings.model.map { [$0] } ?? registry.directories()
        for name in names {
            do {
                _ = try await ModelLibraries(installation).library(of: try registry.model(name))
            } catch {
                RunnerServerProgram.say("warning: '\(name)' cannot be compiled: \(ErrorReport(error).message)")
            }
        }
    }

    private var storePlace: RecordPlace {
        get throws {
            try RecordPlace.chosen(
                given: settings.store,
                option: "--store",
                isArgument: isStoreArgument,
                environment: environment
            )
        }
    }
}
