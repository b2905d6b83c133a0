internal import InferenceKit
internal import WorkerProtocol

/// Sends the reports of one run to the runner, without the model's secrets.
struct SessionChannel: RunChannel {
    let run: String
    let socket: MessageSocket
    let runs: RunTable
    let secrets: SecretFilter
    let hosts: AllowedHosts
    let time: SystemTime

    func report(_ report: RunReport) {
        // Long texts are cut here, too: the runner ends a conversation with endless messages.
        let event: WorkerEvent
        switch report {
        case .progress(var update):
            update.step = secrets.filtered(update.step).limited
            // JSON has no other numbers.
            update.done = update.done.flatMap { $0.isFinite ? $0 : nil }
            update.total = update.total.flatMap { $0.isFinite ? $0 : nil }
            event = .progress(run: run, update)
        case .warning(let text): event = .warning(run: run, text: secrets.filtered(text).limited)
        case .log(let text): event = .log(run: run, text: secrets.filtered(text).limited)
        case .task(let id):
            runs.paid.name(task: id, of: run)
            event = .task(run: run, id: id)
        case .usage(let usage): event = .usage(run: run, usage)
        case .downloading(let part): event = .downloading(run: run, part)
        }
        // When the runner is gone, this process is about to end.
        try? socket.send(event)
    }

    func record(_ step: StepRecord) async throws {
        _ = try await note(step)
    }

    func begin(_ step: StepRecord) async throws -> ContinuousClock.Instant? {
        guard let limit = try await note(step) else { return nil }
        return ContinuousClock.now + .nanoseconds(limit - PaidStep.uptime)
    }

    private func note(_ step: StepRecord) async throws -> Int64? {
        var step = step
        step.error = step.error.map(secrets.filtered)
        step.linkedHosts = hosts.linkedHosts(in: step.result)
        if step.paid, step.phase != .began { runs.paid.end(step, of: run, at: time.now) }
        let paid = step.paid && step.phase == .began ? PaidAnswers.Step(step, of: run) : nil
        let record = step
        return try await runs.waitUntilNoted(before: paid) { number in
            try socket.send(WorkerEvent.step(number: number, run: run, record: record))
        }
    }
}
