package import CoreMetrics
package import OpenMetrics

/// What a server measures, under OpenTelemetry's names where it has some.
///
/// See <https://opentelemetry.io/docs/specs/semconv/http/http-metrics/>.
package struct ServerMetrics: Sendable {
    private let factory: any MetricsFactory
    private let registry: OpenMetricsRegistry?

    /// Measures with a factory.
    ///
    /// - Parameter factory: The factory of swift-metrics; one that is no `OpenMetricsRegistry` leaves ``text`` empty.
    package init(_ factory: any MetricsFactory = OpenMetricsRegistry(Self.descriptions)) {
        self.factory = factory
        registry = factory as? OpenMetricsRegistry
    }

    /// Everything that was measured, as OpenMetrics text.
    package var text: String { registry?.text ?? "# EOF\n" }

    /// Counts a request that has been answered.
    func answered(method: String, route: String, status: Int, after duration: Duration) {
        let (seconds, attoseconds) = duration.components
        Timer(
            label: "http.server.request.duration",
            dimensions: [
                ("http.request.method", method), ("http.route", route), ("http.response.status_code", "\(status)"),
            ],
            factory: factory
        ).recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Counts a request that begins or ends.
    func activeRequests(by change: Double) {
        let meter = Meter(label: "http.server.active_requests", dimensions: [], factory: factory)
        if change > 0 { meter.increment(by: change) } else { meter.decrement(by: -change) }
    }

    /// Counts a run that has ended, and what it cost.
    package func ended(model: String, status: String, usd: Double?) {
        Counter(label: "runner.predictions", dimensions: [("model", model), ("status", status)], factory: factory)
            .increment()
        guard let usd, usd > 0 else { return }
        FloatingPointCounter(label: "runner.cost", dimensions: [("model", model)], factory: factory).increment(by: usd)
    }

    /// Counts an attempt to deliver a message.
    package func attempted(_ result: String) {
        Counter(label: "runner.webhooks.attempts", dimensions: [("result", result)], factory: factory).increment()
    }

    /// Shows a number that is known now.
    package func show(_ name: String, _ dimensions: [(String, String)] = [], _ value: Double) {
        Gauge(label: name, dimensions: dimensions, factory: factory).record(value)
    }

    /// What is said about the measurements.
    package static let descriptions: [String: MetricDescription] = [
        "http.server.request.duration": MetricDescription(help: "Duration of HTTP requests.", unit: "seconds"),
        "http.server.active_requests": MetricDescription(help: "HTTP requests in progress."),
        "process.memory.usage": MetricDescription(help: "Resident memory of the server.", unit: "bytes"),
        "runner.cost": MetricDescription(help: "Cost of runs that have ended, in US dollars.", unit: "usd"),
        "runner.fleet.machines": MetricDescription(help: "Processes that execute enqueued runs."),
        "runner.fleet.leases": MetricDescription(help: "Runs in progress, across all processes."),
        "runner.fleet.queue.length": MetricDescription(help: "Enqueued runs that no process has started yet."),
        "runner.fleet.queue.age": MetricDescription(
            help: "Age of the oldest run that no process has started yet.",
            unit: "seconds"
        ),
        "runner.fleet.slots.used": MetricDescription(help: "Tasks of an account in progress, across all processes."),
        "runner.fleet.slots.limit": MetricDescription(help: "Maximum number of concurrent tasks for an account."),
        "runner.fleet.stuck": MetricDescription(help: "Runs that were started but that no process is executing."),
        "runner.predictions": MetricDescription(help: "Runs that have ended, by model and status."),
        "runner.queue.length": MetricDescription(help: "Runs waiting in the queue."),
        "runner.runs.active": MetricDescription(help: "Runs in progress."),
        "runner.slots.used": MetricDescription(help: "Runs of a service in progress in this process."),
        "runner.slots.limit": MetricDescription(help: "Maximum number of concurrent tasks at a service."),
        "runner.webhooks.attempts": MetricDescription(help: "Attempts to deliver webhook messages, by result."),
        "runner.webhooks.messages": MetricDescription(help: "Webhook messages in the store, by state."),
    ]
}
