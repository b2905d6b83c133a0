internal import InferenceKit
internal import Presentation
internal import RunQueue
internal import RunStore

/// Tells what becomes of the runs that a worker drives, one line each.
struct WorkLog: RunObserver {
    let store: any RunDatabase
    let isJSON: Bool
    let isQuiet: Bool

    /// Says something about the worker itself.
    func tell(_ text: String) {
        if !isQuiet { Terminal.say(text) }
    }

    func accepted(_ run: RunNews) async {}

    func happened(_ event: RunEvent, to run: RunNews) {
        guard !isQuiet else { return }
        switch event {
        case .started: Terminal.say("\(run.run.short) \(run.model): started")
        case .log(let text): Terminal.say("\(run.run.short) \(run.model): \(text)")
        case .progress, .ended: break
        }
    }

    func ended(_ run: RunNews) async {
        guard let record = try? await store.run(named: run.run.description) else { return }
        if isJSON {
            var members: [String: JSONValue] = [
                "run": .string(run.run.description), "model": .string(run.model),
                "status": .string(record.status.rawValue),
            ]
            members["task_id"] = record.taskID.map(JSONValue.string)
            members["error"] = record.failure.map { ["code": .string($0.code), "message": .string($0.message)] }
            Terminal.print(JSONValue.object(members))
        }
        guard !isQuiet else { return }
        let reason = record.failure.map { ": \($0.message)" } ?? ""
        Terminal.say("\(run.run.short) \(run.model): \(record.status.rawValue)\(reason)")
    }

    func warned(_ text: String) {
        Terminal.say("warning: \(text)")
    }
}
