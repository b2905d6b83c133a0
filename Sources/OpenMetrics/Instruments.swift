internal import CoreMetrics
internal import Synchronization

/// What all instruments have: one value, or one distribution, for one set of labels.
class Instrument: @unchecked Sendable {
    /// The labels as they are written, without braces; empty for none.
    let labels: String

    /// - Parameter labels: The labels as they are written.
    init(labels: String) {
        self.labels = labels
    }

    /// The lines of the instrument.
    ///
    /// - Parameter name: The name of the family.
    /// - Returns: The lines, without their ends.
    func lines(_ name: String) -> [String] { [] }

    /// The labels in braces, with another one.
    func braces(_ more: String? = nil) -> String {
        let all = [labels.isEmpty ? nil : labels, more].compactMap(\.self)
        return all.isEmpty ? "" : "{\(all.joined(separator: ","))}"
    }
}

/// Counts up.
final class CounterInstrument: Instrument, CounterHandler, FloatingPointCounterHandler, @unchecked Sendable {
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        // A counter never goes down.
        guard amount > 0 else { return }
        value.withLock { $0 += amount }
    }

    func reset() { value.withLock { $0 = 0 } }

    override func lines(_ name: String) -> [String] { ["\(name)_total\(braces()) \(text(value.withLock { $0 }))"] }
}

/// Shows the latest value.
final class GaugeInstrument: Instrument, MeterHandler, RecorderHandler, @unchecked Sendable {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    override func lines(_ name: String) -> [String] { ["\(name)\(braces()) \(text(value.withLock { $0 }))"] }
}

/// Sorts values into classes.
final class HistogramInstrument: Instrument, RecorderHandler, TimerHandler, @unchecked Sendable {
    private struct Distribution {
        var counts: [Int]
        var sum = 0.0
    }

    private let limits: [Double]
    private let values: Mutex<Distribution>

    /// - Parameters:
    ///   - labels: The labels as they are written.
    ///   - limits: The upper limits of the classes, ascending.
    init(labels: String, limits: [Double]) {
        self.limits = limits
        values = Mutex(Distribution(counts: Array(repeating: 0, count: limits.count + 1)))
        super.init(labels: labels)
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let index = limits.firstIndex { value <= $0 } ?? limits.count
        values.withLock { values in
            values.counts[index] += 1
            values.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    override func lines(_ name: String) -> [String] {
        let (counts, sum) = values.withLock { ($0.counts, $0.sum) }
        var total = 0
        var lines: [String] = []
        for (count, limit) in zip(counts, limits.map(text) + ["+Inf"]) {
            total += count
            lines.append("\(name)_bucket\(braces("le=\"\(limit)\"")) \(total)")
        }
        return lines + ["\(name)_count\(braces()) \(total)", "\(name)_sum\(braces()) \(text(sum))"]
    }
}

/// A number as OpenMetrics writes it.
private func text(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return "\(whole)" }
    return "\(value)"
}
