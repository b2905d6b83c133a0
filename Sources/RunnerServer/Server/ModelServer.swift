internal import ErrorReporting
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import RunQueue
internal import ServerConnections
internal import ServiceLifecycle
internal import Webhooks

/// A server of models over HTTP.
package struct ModelServer: Sendable {
    private let parts: ServerParts
    private let onListening: @Sendable (_ port: Int) async -> Void
    private let onLeaving: @Sendable () -> Void

    /// Creates a server; nothing happens until it runs.
    ///
    /// - Parameters:
    ///   - parts: What its routes share.
    ///   - onListening: Called once, as soon as requests are accepted, with the port.
    ///   - onLeaving: Called when the time to stop has passed and submissions are still under way: the process should end, since
    ///     their workers keep the answers for the next one.
    package init(
        _ parts: ServerParts,
        onListening: @escaping @Sendable (_ port: Int) async -> Void,
        onLeaving: @escaping @Sendable () -> Void
    ) {
        self.parts = parts
        self.onListening = onListening
        self.onLeaving = onLeaving
    }

    /// Runs until it is asked to stop.
    ///
    /// - Throws: `RunnerError` with `configuration` when it cannot listen, or would be open to everyone.
    package func run() async throws {
        try await Self.check(parts.settings, parts.clients)
        let (listening, isListening) = AsyncStream.makeStream(of: Void.self)
        let connections = HTTPLimits.connections(files: OpenFiles.limit, concurrency: parts.settings.concurrency)
        let application = Application(
            router: EveryMethodRouter(router: ServerRouter.router(parts)),
            server: try ServerTransport.builder(parts.settings, ConnectionCensus(most: connections)),
            configuration: ApplicationConfiguration(
                address: .hostname(parts.settings.listen.host, port: parts.settings.listen.port),
                availableConnectionsDelegate: .maximum(connections, logger: Self.logger)
            ),
            onServerRunning: { channel in
                isListening.finish()
                await onListening(channel.localAddress?.port ?? parts.settings.listen.port)
            },
            logger: Self.logger
        )
        do {
            try await serve(application, listening)
        } catch let error as IOError {
            throw RunnerError(
                .configuration,
                "the server cannot listen on \(parts.settings.listen): \(error)",
                help: "choose another address with --listen"
            )
        }
    }

    /// Runs the application and the queue, and stops them together.
    ///
    /// Runs are driven only once the server listens: a second server that cannot listen must not touch those of the first.
    private func serve(_ application: some Service, _ listening: AsyncStream<Void>) async throws {
        let (queue, outbox, changes) = (parts.queue, parts.edges.outbox, parts.edges.changes)
        let grace = parts.settings.grace
        let retention = Retention(
            database: parts.edges.database,
            runs: parts.store,
            shelf: parts.edges.shelf,
            outputs: "\(parts.files)/outputs",
            keep: parts.settings.keep
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await _ in listening {}
                guard !Task.isCancelled else { return }
                async let sending: Void = outbox.run()
                await queue.run()
                try await sending
            }
            group.addTask { await retention.run() }
            group.addTask {
                // Those who wait for the end of a run get an answer, so that their connections can close.
                guard (try? await gracefulShutdown()) != nil else { return }
                changes.close()
                let isIdle = await queue.stop(within: grace)
                // What came of the last runs is sent as well, if that is quick.
                await outbox.stop(within: min(grace, .seconds(5)))
                if !isIdle { onLeaving() }
            }
            do {
                try await group.next()
                try await group.waitForAll()
            } catch {
                await queue.stop(within: .zero)
                group.cancelAll()
                throw error
            }
        }
    }

    /// Refuses settings that are right each but not together.
    ///
    /// - Parameters:
    ///   - settings: The settings.
    ///   - clients: Who may send requests.
    /// - Throws: `RunnerError` with `configuration`.
    package static func check(_ settings: ServerSettings, _ clients: any ClientDirectory) async throws {
        guard !settings.isPrivate else { return }
        guard await clients.hasTokens else {
            throw RunnerError(
                .configuration,
                "the server would be open to anyone who can reach "
                    + "\(settings.listen.isLoopback ? settings.publicURL ?? "" : settings.listen.description), since there are no tokens",
                help: settings.listen.isLoopback
                    ? "add one with 'runner tokens add NAME'"
                    : "add one with 'runner tokens add NAME', or listen on 127.0.0.1"
            )
        }
    }

    private static let logger = Logger(label: "runner-server") { _ in SwiftLogNoOpLogHandler() }
}
