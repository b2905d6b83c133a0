internal import FoundationEssentials
internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OpenMetrics
internal import RunQueue
internal import RunStore

/// What the server measures, for a monitoring system.
struct MetricsRoutes {
    let metrics: ServerMetrics
    let webhooks: any WebhookDatabase
    let queue: RunQueue
    /// What each service allows.
    let limits: ServiceLimits
    /// Where the runs of all processes are recorded.
    let store: any RunDatabase
    /// The callers that may read the measurements, besides the user of this machine.
    let readers: Set<String>

    func add(to table: inout RouteTable) {
        let (metrics, webhooks, queue, limits, store) = (metrics, webhooks, queue, limits, store)
        let readers = readers
        table.get("/metrics") { _, context in
            guard context.client == .anonymous || readers.contains(context.client.name) else {
                throw Problem(
                    .forbidden,
                    "the token '\(context.client.name)' may not read the metrics, which cover all callers",
                    code: "metrics-not-allowed",
                    help: "ask the server's owner to start it with --metrics \(context.client.name)"
                )
            }
            let load = await queue.load
            metrics.show("runner.queue.length", [], Double(load.waiting + load.resting))
            metrics.show("runner.runs.active", [], Double(load.running))
            for (service, limit) in limits.slots {
                metrics.show("runner.slots.limit", [("service", service)], Double(limit))
            }
            for service in Set(limits.slots.keys).union(load.services.keys) {
                metrics.show("runner.slots.used", [("service", service)], Double(load.services[service] ?? 0))
            }
            let facts = try await store.fleet(limit: 1_000)
            FleetMetrics(metrics).show(FleetState(facts, limits: limits, at: Date()), at: Date())
            let counts = try await webhooks.webhookCounts()
            for state in WebhookMessage.State.allCases {
                metrics.show("runner.webhooks.messages", [("state", state.rawValue)], Double(counts[state] ?? 0))
            }
            if let bytes = Self.residentBytes { metrics.show("process.memory.usage", [], Double(bytes)) }
            return Response(
                status: .ok,
                headers: [.contentType: OpenMetricsRegistry.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text))
            )
        }
    }

    /// The resident memory of this process, from the second number of `/proc/self/statm`.
    private static var residentBytes: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        return numbers.count > 1 ? numbers[1] * Int(sysconf(Int32(_SC_PAGESIZE))) : nil
    }
}
