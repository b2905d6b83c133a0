import HTTPTypes
import HummingbirdCore
package import InferenceKit
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SystemPackage

/// A stand-in for the BytePlus Vision API on 127.0.0.1, for everything that must not cost money.
///
/// It checks signatures and the clock, fetches inputs by their URLs, finds subjects, makes real videos, and goes wrong
/// on demand.
package struct EmulatorServer: Sendable {
    private let settings: EmulatorSettings
    private let transport: any Transport
    private let time: any TimeSource
    private let log: RequestLog

    /// Creates an emulator; nothing happens before it is run.
    ///
    /// - Parameters:
    ///   - settings: How it behaves.
    ///   - transport: How it fetches inputs. It must accept http on 127.0.0.1, where uploads and masks are.
    ///   - log: Where requests are written to.
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

    /// Runs the emulator until the task is cancelled; everything it wrote and started is gone then.
    ///
    /// - Parameter onListening: Called once with the port as soon as requests are accepted.
    /// - Throws: ``EmulatorError`` with `program-missing`, `cannot-listen` or `file`.
    package func run(onListening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let ffmpeg = try await FFmpeg()
        let folder = try WorkDirectory()
        defer { folder.remove() }
        let state = EmulatorState(settings, time: time)
        let fetcher = InputFetcher(transport: transport, folder: folder, state: state)
        let routes = Routes(
            actions: VisionHandler(
                state: state,
                gatekeeper: Gatekeeper(credential: settings.credential),
                detection: SubjectDetection(fetcher: fetcher, ffmpeg: ffmpeg),
                answerForm: settings.answerForm,
                time: time
            ),
            files: FileHandler(state: state),
            uploads: UploadHandler(state: state, folder: folder),
            control: ControlHandler(state: state),
            example: ExampleHandler(token: settings.credential.secretKey)
        )
        let generation = GenerationService(
            state: state,
            fetcher: fetcher,
            maker: VideoMaker(ffmpeg: ffmpeg, folder: folder),
            log: log
        )
        do {
            try await serve(try server(routes, onListening: onListening), while: generation)
        } catch let error as IOError {
            throw EmulatorError(
                .cannotListen,
                "port \(settings.port) on 127.0.0.1 cannot be listened on: \(Errno(rawValue: error.errnoCode)); "
                    + "choose another with --port, or 0 for a free one"
            )
        }
    }

    /// Runs both until the task is cancelled or the server ends, and stops the server last.
    ///
    /// The generation fetches its inputs from the server, and NIO traps on a connection that arrives while it stops.
    private func serve(_ server: any Service, while generation: GenerationService) async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let serving = Task {
            defer { end.finish() }
            try await server.run()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await generation.run() }
            group.addTask { for await _ in ended {} }
            await group.next()
            group.cancelAll()
        }
        serving.cancel()
        try await serving.value
    }

    private func server(
        _ routes: Routes,
        onListening: @escaping @Sendable (Int) async -> Void
    ) throws -> any Service {
        try HTTPServerBuilder.http1().buildServer(
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
        try await AnswerWriter(time: time).send(answer, isHead: isHead, to: writer, on: channel)
    }
}
