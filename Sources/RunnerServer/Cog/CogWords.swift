internal import InferenceKit
internal import RunQueue
internal import RunStore

/// The events of Cog's stream: `start`, `log`, `metric`, `output` and `completed`.
struct CogWords: RunStream.Words {
    /// The id by which the client knows the run.
    let id: String
    /// The address of the server, as the client knows it.
    let base: String

    func event(_ event: RunEvent, id: String) -> ServerSentEvent? {
        switch event {
        case .started:
            return sent(id, "start", ["id": .string(self.id), "status": "processing"])
        case .log(let text):
            return sent(id, "log", ["source": "stdout", "data": .string("\(text)\n")])
        case .progress(let update):
            var value: [String: JSONValue] = ["step": .string(update.step), "unit": .string(update.unit.rawValue)]
            value["done"] = update.done.map(JSONValue.double)
            value["total"] = update.total.map(JSONValue.double)
            return sent(id, "metric", ["name": "progress", "value": .object(value), "mode": "replace"])
        case .ended: return nil
        }
    }

    func ending(_ run: Run, id: (Int) -> String) -> [ServerSentEvent] {
        let resource = CogPrediction(run, id: self.id, base: base)
        var events: [ServerSentEvent] = []
        if run.status == .succeeded {
            let output = PredictionResource(run, base: base).output
            events.append(sent(id(1), "output", ["chunk": output, "index": 0]))
        }
        events.append(ServerSentEvent(id: id(events.count + 1), name: "completed", data: resource.final.text))
        return events
    }

    func missed(_ count: Int, id: String) -> ServerSentEvent? {
        sent(id, "error", ["error": "SSE stream lagged: events were not sent", "skipped": .int(count)])
    }

    private func sent(_ id: String, _ name: String, _ data: JSONValue) -> ServerSentEvent {
        ServerSentEvent(id: id, name: name, data: data.text)
    }
}
