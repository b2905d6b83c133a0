package import CoreMetrics
internal import Synchronization

/// Keeps what a program measures through swift-metrics, and writes it as OpenMetrics text.
///
/// Names and labels are those of swift-metrics with every character that OpenMetrics does not know replaced by `_`, so that
/// OpenTelemetry's `http.server.request.duration` becomes `http_server_request_duration_seconds`.
///
/// See <https://prometheus.io/docs/specs/om/open_metrics_spec/>.
package final class OpenMetricsRegistry: MetricsFactory {
    /// The media type of the text.
    package static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    private struct Family {
        var kind: String
        var description: MetricDescription
        var instruments: [String: Instrument] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    private let descriptions: [String: MetricDescription]

    /// Creates an empty registry.
    ///
    /// - Parameter descriptions: What is said about measurements, by their names in swift-metrics.
    package init(_ descriptions: [String: MetricDescription] = [:]) {
        self.descriptions = descriptions
    }

    /// Everything that was measured.
    package var text: String {
        let families = families.withLock { $0 }
        var lines: [String] = []
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            lines.append("# TYPE \(name) \(family.kind)")
            if let unit = family.description.unit { lines.append("# UNIT \(name) \(unit)") }
            if !family.description.help.isEmpty {
                lines.append("# HELP \(name) \(Self.escaped(family.description.help))")
            }
            for (_, instrument) in family.instruments.sorted(by: { $0.key < $1.key }) {
                lines += instrument.lines(name)
            }
        }
        return (lines + ["# EOF", ""]).joined(separator: "\n")
    }

    /// The instrument of a name and labels, the same for every caller.
    ///
    /// One name has one kind; another kind under the same name is measured but not shown.
    private func instrument<Kind: Instrument>(
        _ kind: String,
        _ label: String,
        _ dimensions: [(String, String)],
        make: (_ labels: String, MetricDescription) -> Kind
    ) -> Kind {
        var description = descriptions[label] ?? MetricDescription(help: "")
        if kind == "histogram", description.unit == nil, descriptions[label] == nil { description.unit = "seconds" }
        let name = Self.name(label, unit: description.unit)
        let labels = Self.labels(dimensions)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind, description: description)
            if let known = family.instruments[labels] as? Kind { return known }
            let new = make(labels, description)
            guard family.kind == kind else { return new }
            family.instruments[labels] = new
            families[name] = family
            return new
        }
    }

    private static func name(_ label: String, unit: String?) -> String {
        var name = word(label)
        if name.hasSuffix("_total") { name.removeLast("_total".count) }
        guard let unit, !name.hasSuffix("_\(unit)") else { return name }
        return "\(name)_\(unit)"
    }

    private static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { (word($0.0), $0.1) }.sorted { $0.0 < $1.0 }
            .map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
    }

    private static func word(_ text: String) -> String {
        let bytes = text.utf8.enumerated().map { index, byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): byte
            case UInt8(ascii: "0")...UInt8(ascii: "9") where index > 0: byte
            default: UInt8(ascii: "_")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n", "\r\n": "\\n"
            default: String(character)
            }
        }.joined()
    }
}

// MARK: - MetricsFactory

extension OpenMetricsRegistry {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        instrument("counter", label, dimensions) { labels, _ in CounterInstrument(labels: labels) }
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        instrument("counter", label, dimensions) { labels, _ in CounterInstrument(labels: labels) }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        instrument("gauge", label, dimensions) { labels, _ in GaugeInstrument(labels: labels) }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return instrument("gauge", label, dimensions) { labels, _ in GaugeInstrument(labels: labels) }
        }
        return instrument("histogram", label, dimensions) { labels, description in
            HistogramInstrument(labels: labels, limits: description.buckets)
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        instrument("histogram", label, dimensions) { labels, description in
            HistogramInstrument(labels: labels, limits: description.buckets)
        }
    }

    // Instruments are few and stay: a counter that disappears and returns at 0 looks like a restart.

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
