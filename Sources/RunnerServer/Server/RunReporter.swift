internal import InferenceKit
package import Logging
package import RunQueue
package import RunStore
package import Webhooks

/// Turns what happens to runs into messages and measurements.
package struct RunReporter: RunObserver {
    let outbox: WebhookOutbox
    let metrics: ServerMetrics
    let changes: RunBroadcast
    let store: any RunDatabase
    let logger: Logger?

    /// Reports to an outbox, to measurements, to those who watch their runs, and to the log of the server, if it has one.
    package init(
        outbox: WebhookOutbox,
        metrics: ServerMetrics,
        changes: RunBroadcast,
        store: any RunDatabase,
        logger: Logger?
    ) {
        self.changes = changes
        self.outbox = outbox
        self.metrics = metrics
        self.store = store
        self.logger = logger
    }

    package func accepted(_ run: RunNews) async { changes.note(run) }

    package func happened(_ event: RunEvent, to run: RunNews) {
        switch event {
        case .started: outbox.note(.start, about: run.run)
        case .log, .progress: outbox.note(.logs, about: run.run)
        case .ended: break
        }
        changes.note(run)
    }

    package func ended(_ run: RunNews) async {
        if let record = try? await store.run(named: run.run.description) {
            metrics.ended(model: run.model, status: record.status.rawValue, usd: record.price?.usd)
            if record.output != nil { outbox.note(.output, about: run.run) }
        }
        outbox.note(.completed, about: run.run)
        changes.note(run)
    }

    package func warned(_ text: String) { logger?.warning("\(text)") }
}
