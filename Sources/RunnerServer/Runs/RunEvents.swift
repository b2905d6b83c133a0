internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import NIOCore
internal import RunQueue
internal import RunStore

/// One stream of all runs of a client: an event `run` with the line of the list whenever something about a run has changed.
///
/// A client that comes back reads the list again, since the stream does not remember what it has missed.
struct RunEvents: Sendable {
    let parts: ServerParts
    let views: RunViews

    /// How long a connection is silent at most.
    private static let silence: Duration = .seconds(15)
    /// How often a run is sent at most.
    private static let pace: Duration = .milliseconds(100)

    /// An answer that streams.
    ///
    /// - Parameter client: Whose runs.
    /// - Returns: The answer.
    func response(for client: Client) -> Response {
        let changes = parts.edges.changes
        let body = ResponseBody { writer in
            let listener = changes.listener(of: client.name, atLeastEvery: Self.silence)
            // Whoever reads the list after this event misses nothing.
            try await writer.write(ByteBuffer(string: "event: ready\ndata: {}\n\n"))
            for await _ in listener.signals {
                var text = ""
                for id in changes.changes(for: listener) {
                    guard let run = try? await parts.store.run(named: id.description),
                        let json = try? await views.json(run)
                    else { continue }
                    text += "event: run\ndata: \(json.text)\n\n"
                }
                try await writer.write(ByteBuffer(string: text.isEmpty ? ServerSentEvent.keepAlive : text))
                try await Task.sleep(for: Self.pace)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .accelBuffering: "no",
            ],
            body: body
        )
    }
}
