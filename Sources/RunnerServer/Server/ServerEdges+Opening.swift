internal import ErrorReporting
package import InferenceKit
package import RunStore
internal import Synchronization
internal import Uploads
internal import Webhooks

extension ServerEdges {
    /// Opens the edges of a server.
    ///
    /// - Parameters:
    ///   - database: What the server keeps besides its runs.
    ///   - settings: How the server behaves.
    ///   - files: The directory for uploads and outputs.
    ///   - content: What messages say.
    ///   - transport: Gives a transport for the public internet, or for this machine; each is asked for once, when it is needed.
    /// - Throws: `RunStoreError`, or `RunnerError` with `configuration` when the directory cannot be used.
    package init(
        _ database: any ServerDatabase,
        _ settings: ServerSettings,
        files: String,
        _ content: MessageContent,
        transport: @escaping @Sendable (_ isLoopback: Bool) -> any Transport
    ) async throws {
        let shelf: FileShelf
        do {
            shelf = try FileShelf(directory: "\(files)/uploads", database: database)
        } catch {
            throw RunnerError(.configuration, error.description, help: "choose another directory with --files")
        }
        let metrics = ServerMetrics()
        let key = try await WebhookSecret.serverKey(in: database)
        let transports = LazyTransports(transport)
        let outbox = WebhookOutbox(
            database: database,
            delivery: WebhookDelivery(
                allowsLoopback: { settings.allowsLoopbackWebhooks(of: $0.caller) },
                serverKey: key,
                transport: { transports.transport(isLoopback: $0) }
            ),
            snapshot: { try await content.json($0, $1) },
            observe: { metrics.attempted($0) }
        )
        self.init(
            database: database,
            shelf: shelf,
            outbox: outbox,
            webhookKey: key,
            metrics: metrics
        )
    }
}

/// Makes each transport when it is needed first: one that is never used needs no thread and no memory.
private final class LazyTransports: Sendable {
    private let make: @Sendable (_ isLoopback: Bool) -> any Transport
    private let made = Mutex<[Bool: any Transport]>([:])

    init(_ make: @escaping @Sendable (_ isLoopback: Bool) -> any Transport) {
        self.make = make
    }

    func transport(isLoopback: Bool) -> any Transport {
        made.withLock { made in
            if let transport = made[isLoopback] { return transport }
            let transport = make(isLoopback)
            made[isLoopback] = transport
            return transport
        }
    }
}
