internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import NIOCore
internal import RunQueue
internal import RunStore

/// Sends what happens to a run to a client as it happens, in the words of one API.
///
/// Every reader takes what is new to it from the run's history, so a client that reads slowly takes no memory; it gets
/// the number of events it has missed.
struct RunStream: Sendable {
    /// How an API shows events.
    protocol Words: Sendable {
        /// The event of the API for an event of a run; `nil` when the API has none.
        func event(_ event: RunEvent, id: String) -> ServerSentEvent?
        /// The events that end the stream, from the record of the run.
        func ending(_ run: Run, id: (Int) -> String) -> [ServerSentEvent]
        /// Says that events were not sent, since the client was too slow.
        func missed(_ count: Int, id: String) -> ServerSentEvent?
    }

    let parts: ServerParts
    let words: any Words

    /// How long a connection is silent at most.
    private static let silence: Duration = .seconds(15)

    /// An answer that streams a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - lastID: The last event that the client has got, from `Last-Event-ID`.
    /// - Returns: The answer.
    func response(_ run: Run, after lastID: String?) async -> Response {
        let history = await parts.queue.history(of: run.id)
        let body = ResponseBody { writer in
            try await send(run, history, after: EventID(lastID), to: &writer)
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                // nginx would collect the events.
                .accelBuffering: "no",
            ],
            body: body
        )
    }

    private func send(
        _ run: Run,
        _ history: RunHistory?,
        after last: EventID?,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        guard let history else {
            // It has ended, or another process drives it.
            await parts.queue.waitForEnd(of: run.id)
            return try await finish(run.id, EventID(generation: "end", number: 0), to: &writer)
        }
        var number = last.map { $0.generation == history.generation ? history.position($0.number) : 0 } ?? 0
        let changes = history.changes(atLeastEvery: Self.silence)
        var isFirst = true
        for await _ in changes {
            let (entries, missed) = history.entries(after: number)
            let id = { (number: Int) in EventID(generation: history.generation, number: number).text }
            var text = ""
            if missed > 0, number > 0, let event = words.missed(missed, id: id(number + missed)) { text += event.text }
            for entry in entries {
                if let event = words.event(entry.event, id: id(entry.number)) { text += event.text }
                number = entry.number
            }
            if text.isEmpty, !isFirst, !history.isOver { text = ServerSentEvent.keepAlive }
            isFirst = false
            if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
            if history.isOver, history.entries(after: number).entries.isEmpty {
                let position = EventID(generation: history.generation, number: number)
                return try await finish(run.id, position, to: &writer)
            }
        }
    }

    /// Sends how a run has ended; a stream that ends because the server stops says nothing, so that the client comes back.
    private func finish(
        _ id: RunID,
        _ position: EventID,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        let run = try await parts.store.run(named: id.description)
        guard run.status.isTerminal else { return }
        let events = words.ending(run) { index in
            EventID(generation: position.generation, number: position.number + index).text
        }
        try await writer.write(ByteBuffer(string: events.map(\.text).joined()))
    }
}
