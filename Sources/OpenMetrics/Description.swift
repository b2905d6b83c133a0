/// What is said about a measurement besides its values.
package struct MetricDescription: Sendable, Hashable {
    /// What it measures, one sentence.
    package var help: String
    /// The unit as OpenMetrics writes it, such as `seconds` or `bytes`, with which the name ends; `nil` for none.
    package var unit: String?
    /// The upper limits of the classes of a distribution, in that unit, ascending.
    package var buckets: [Double]

    /// Creates a description; each parameter is the property of the same name.
    package init(help: String, unit: String? = nil, buckets: [Double] = Self.durations) {
        self.help = help
        self.unit = unit
        self.buckets = buckets
    }

    /// The classes that OpenTelemetry recommends for the duration of HTTP requests, in seconds.
    ///
    /// See <https://opentelemetry.io/docs/specs/semconv/http/http-metrics/>.
    package static let durations = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]
}
