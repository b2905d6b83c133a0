import CoreMetrics
import OpenMetrics
import Testing

struct OpenMetricsTests {
    @Test func `measurements are written as OpenMetrics text`() {
        let registry = OpenMetricsRegistry([
            "http.server.request.duration": MetricDescription(
                help: "Duration of requests.",
                unit: "seconds",
                buckets: [0.1, 1]
            ),
            "runner.cost": MetricDescription(help: "Cost in\nUS dollars, \"estimated\".", unit: "usd"),
        ])
        let timer = registry.makeTimer(
            label: "http.server.request.duration",
            dimensions: [("http.route", "/v1/files/{id}"), ("http.request.method", "GET")]
        )
        for milliseconds in [50, 100, 700, 3_000] { timer.recordNanoseconds(Int64(milliseconds) * 1_000_000) }
        for _ in 0..<2 {
            let counter = registry.makeCounter(label: "runner.predictions.total", dimensions: [("model", "a\"\\\nb")])
            counter.increment(by: 3)
            counter.increment(by: -1)
        }
        registry.makeFloatingPointCounter(label: "runner.cost", dimensions: []).increment(by: 0.25)
        let meter = registry.makeMeter(label: "runner.queue.length", dimensions: [])
        meter.set(Int64(5))
        meter.decrement(by: 2)
        registry.makeRecorder(label: "9-lives", dimensions: [], aggregate: false).record(1.5)
        // A name has one kind.
        registry.makeCounter(label: "runner.queue.length", dimensions: []).increment(by: 9)
        #expect(
            registry.text == #"""
                # TYPE __lives gauge
                __lives 1.5
                # TYPE http_server_request_duration_seconds histogram
                # UNIT http_server_request_duration_seconds seconds
                # HELP http_server_request_duration_seconds Duration of requests.
                http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/v1/files/{id}",le="0.1"} 2
                http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/v1/files/{id}",le="1"} 3
                http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/v1/files/{id}",le="+Inf"} 4
                http_server_request_duration_seconds_count{http_request_method="GET",http_route="/v1/files/{id}"} 4
                http_server_request_duration_seconds_sum{http_request_method="GET",http_route="/v1/files/{id}"} 3.85
                # TYPE runner_cost_usd counter
                # UNIT runner_cost_usd usd
                # HELP runner_cost_usd Cost in\nUS dollars, \"estimated\".
                runner_cost_usd_total 0.25
                # TYPE runner_predictions counter
                runner_predictions_total{model="a\"\\\nb"} 6
                # TYPE runner_queue_length gauge
                runner_queue_length 3
                # EOF

                """#
        )
    }

    @Test func `values from many tasks are all counted`() async {
        let registry = OpenMetricsRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        registry.makeCounter(label: "c", dimensions: [("a", "b")]).increment(by: 1)
                        registry.makeTimer(label: "t", dimensions: []).recordNanoseconds(1)
                    }
                }
            }
        }
        #expect(registry.text.contains("c_total{a=\"b\"} 8000\n"))
        #expect(registry.text.contains("t_seconds_count 8000\n"))
    }
}
