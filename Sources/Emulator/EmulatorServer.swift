import HTTPTypes
import HummingbirdCore
package import InferenceKit
import Logging
import NIOCore
import NIOPosix
import ServerConnections
import ServiceLifecycle
import SystemPackage

/// A server on 127.0.0.1 that answers as the services do, for everything that must not cost money.
///
/// It checks signatures and the clock, fetches inputs by their URLs, finds subjects, makes real videos, and fails on
/// demand.
package struct EmulatorServer: Sendable {
    private let settings: EmulatorSettings
    private let transport: any Transport
    private let time: any TimeSource
    private let log: RequestLog

    /// Creates an emulator; nothing happens until it runs.
    ///
    /// - Parameters:
    ///   - settings: How it behaves.
    ///   - transport: How it fetches inputs. It must accept http on 127.0.0.1, where uploads and masks are.
    ///   - log: Where requests are logged.
    ///   - time: The clock.
    package init(
        _ settings: EmulatorSettings,
        transport: any Transport,
        log: RequestLog,
        time: any TimeSource = SystemTime()
    ) {
        self.settings = settings
        self.transport = transport
        self.log = log
        self.time = time
    }

    /// Runs the emulator until the task is canceled; then everything that it wrote and started is gone.
    ///
    /// - Parameter onListening: Called once, as soon as requests are accepted, with the port and the environment
    ///   variables that make a client use the emulator.
    /// - Throws: ``EmulatorError`` with `program-missing`, `cannot-listen` or `file`.
    package func run(
        onListening: @escaping @Sendable (_ port: Int, _ variables: [(name: String, value: String)]) async -> Void
    ) async throws {
        let directory = try WorkDirectory()
        defer { directory.remove() }
        let ffmpeg = try await FFmpeg(
            environment: settings.environment,
            confiner: settings.confiner,
            directory: directory.path
        )
        let faults = ActiveFaults(settings.faults, .emulator)
        let uploads = Shelf(life: max(settings.linkLife, .seconds(3_600)))
        let links = InputLinks(list: settings.linkList)
        let parts = ServiceParts(
            ffmpeg: ffmpeg,
            directory: directory,
            cache: MediaCache(path: settings.mediaCache),
            fetcher: InputFetcher(transport: transport, directory: directory, links: links, faults: faults),
            faults: faults,
            videos: Shelf(life: settings.linkLife),
            masks: Shelf(life: settings.linkLife),
            log: log,
            time: time
        )
        let ark = ARKService(settings, parts)
        let services: [any EmulatedService] = [
            VisionService(settings, parts), ark, GreetingsService(token: settings.credential.secretKey),
        ]
        let routes = Routes(
            services: services,
            files: FileHandler(videos: parts.videos, masks: parts.masks, uploads: uploads, faults: faults, time: time),
            uploads: UploadHandler(uploads: uploads, directory: directory, faults: faults, time: time),
            control: ControlHandler(
                services: services,
                faults: faults,
                identifiesItself: settings.identifiesItself
            )
        )
        let server = try server(routes) { port in
            links.allowOwnFiles(at: port)
            let endpoint = "http://127.0.0.1:\(port)"
            let variables = services.flatMap { $0.variables(endpoint: endpoint) }
            await onListening(port, variables + [("RUNNER_STAGING", "\(endpoint)/uploads")])
        }
        do {
            try await serve(server, services, cleaning: [parts.videos, parts.masks, ark.shelf, uploads])
        } catch let error as IOError {
            throw EmulatorError(
                .cannotListen,
                "cannot listen on port \(settings.port) of 127.0.0.1: \(Errno(rawValue: error.errnoCode)); "
                    + "choose another with --port, or 0 for a free one"
            )
        }
    }

    /// Runs everything until the task is canceled or the server ends, and stops the server last.
    ///
    /// The services fetch inputs from the server.
    private func serve(
        _ server: any Service,
        _ services: [any EmulatedService],
        cleaning shelves: [Shelf]
    ) async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let serving = Task {
            defer { end.finish() }
            try await server.run()
        }
        await withTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { await service.work() } }
            group.addTask { await clean(shelves) }
            for await _ in ended {}
            group.cancelAll()
        }
        serving.cancel()
        try await serving.value
    }

    /// Deletes files whose links have expired, now and then, until it is canceled.
    private func clean(_ shelves: [Shelf]) async {
        let pause = max(.milliseconds(100), min(.seconds(60), settings.linkLife))
        while (try? await time.sleep(for: pause)) != nil {
            for shelf in shelves { shelf.removeExpired(at: time.uptime) }
        }
    }

    private func server(
        _ routes: Routes,
        onListening: @escaping @Sendable (Int) async -> Void
    ) throws -> any Service {
        try HTTPServerBuilder.stoppable().buildServer(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: settings.port)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "runner-emulator") { _ in SwiftLogNoOpLogHandler() },
            responder: { request, writer, channel in
                try await respond(to: request, writer, channel, routes)
            },
            onServerRunning: { await onListening($0.localAddress?.port ?? settings.port) }
        )
    }

    private func respond(
        to request: Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel,
        _ routes: Routes
    ) async throws {
        let started = time.uptime
        let incoming = Incoming(request: request, port: channel.localAddress?.port ?? settings.port)
        if incoming.headers["Expect"]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPTypes.HTTPResponse(status: .continue))
        }
        let answer: Answer
        do {
            answer = try await routes.answer(incoming)
        } catch let error as EmulatorError {
            answer = .problem(500, error.message)
        }
        let place = incoming.parameter("Action") ?? incoming.path
        let milliseconds = Int((time.uptime - started) / .milliseconds(1))
        let result = answer.status == 0 ? "reset" : String(answer.status)
        let note = answer.note.isEmpty ? "" : " \(answer.note)"
        log.write("\(incoming.method) \(place) \(result) \(milliseconds)ms\(note)")
        let isHead = incoming.method == "HEAD"
        try await AnswerWriter(time: time, identifiesItself: settings.identifiesItself)
            .send(answer, isHead: isHead, to: writer, on: channel)
    }
}
