internal import InferenceKit
internal import WorkerProtocol

/// Reports of one run, as messages to the runner.
struct SessionChannel: RunChannel {
    let run: String
    let socket: MessageSocket
    let runs: RunTable

    func report(_ report: RunReport) {
        let event: WorkerEvent =
            switch report {
            case .progress(let update): .progress(run: run, short(update))
            case .warning(let text): .warning(run: run, text: short(text))
            case .log(let text): .log(run: run, text: short(text))
            case .task(let id): .task(run: run, id: id)
            case .downloading(let part): .downloading(run: run, part)
            }
        // When the runner is gone, this process is about to end.
        try? socket.send(event)
    }

    func record(_ step: StepRecord) async throws {
        try await runs.waitUntilNoted { number in
            try socket.send(WorkerEvent.step(number: number, run: run, record: step))
        }
    }
}

private func short(_ update: ProgressUpdate) -> ProgressUpdate {
    var update = update
    update.step = short(update.step)
    // JSON has no other numbers.
    update.done = update.done.flatMap { $0.isFinite ? $0 : nil }
    update.total = update.total.flatMap { $0.isFinite ? $0 : nil }
    return update
}

/// The beginning of a text that is longer than anybody reads, since the runner ends a conversation with endless messages.
private func short(_ text: String) -> String {
    text.utf8.count <= 64 << 10 ? text : String(text.prefix(16 << 10)) + "…"
}
