internal import InferenceKit
internal import RunQueue
internal import RunStore

/// The events of Replicate's stream: `output`, `logs`, `error` and `done`, and no others, since its clients know no others.
struct ReplicateWords: RunStream.Words {
    /// The address of the server, as the client knows it.
    let base: String

    func event(_ event: RunEvent, id: String) -> ServerSentEvent? {
        switch event {
        case .log(let text): ServerSentEvent(id: id, name: "logs", data: text)
        case .progress(let update): ServerSentEvent(id: id, name: "logs", data: ProgressText.line(update))
        case .started, .ended: nil
        }
    }

    func ending(_ run: Run, id: (Int) -> String) -> [ServerSentEvent] {
        let resource = PredictionResource(run, base: base)
        switch resource.status {
        case "succeeded":
            let output = resource.output
            return [
                ServerSentEvent(id: id(1), name: "output", data: output.string ?? output.text),
                ServerSentEvent(id: id(2), name: "done", data: "{}"),
            ]
        case "canceled": return [ServerSentEvent(id: id(1), name: "done", data: #"{"reason":"canceled"}"#)]
        default:
            return [
                ServerSentEvent(id: id(1), name: "error", data: run.failure?.message ?? "the run has failed"),
                ServerSentEvent(id: id(2), name: "done", data: #"{"reason":"error"}"#),
            ]
        }
    }

    func missed(_ count: Int, id: String) -> ServerSentEvent? {
        ServerSentEvent(id: id, name: "logs", data: "(\(count) lines were not sent, since the connection was too slow)")
    }
}
