/// What a run is doing now, and how much of it is done.
public struct ProgressUpdate: Sendable, Hashable, Codable {
    /// What ``done`` and ``total`` count.
    public enum Unit: String, Sendable, Hashable, Codable {
        /// Things of any kind, such as pages; also for a step that counts nothing.
        case none
        /// Bytes of a file.
        case bytes
        /// Seconds of time, or of sound or video.
        case seconds
        /// A fraction of the whole, from 0 to 1; needs no total.
        case fraction
    }

    /// What is being done, in a few words without numbers, such as `downloading video`.
    ///
    /// Updates with the same words are about the same step.
    public var step: String

    /// How much is done, in ``unit``; `nil` when that is not known.
    public var done: Double?

    /// How much there is in all, in ``unit``; `nil` when that is not known.
    public var total: Double?

    /// What the numbers count.
    public var unit: Unit

    /// Creates an update.
    ///
    /// - Parameters:
    ///   - step: What is being done, in a few words without numbers.
    ///   - done: How much is done.
    ///   - total: The total amount.
    ///   - unit: What the numbers count.
    public init(_ step: String, done: Double? = nil, total: Double? = nil, unit: Unit = .none) {
        self.step = step
        self.done = done
        self.total = total
        self.unit = unit
    }

    /// Creates an update about a transfer.
    ///
    /// - Parameters:
    ///   - step: What is being done, in a few words without numbers.
    ///   - bytes: How many bytes were transferred.
    ///   - totalBytes: How many there are in all; `nil` when that is not known.
    package init(_ step: String, bytes: Int64, of totalBytes: Int64?) {
        self.init(step, done: Double(bytes), total: totalBytes.map { Double($0) }, unit: .bytes)
    }
}
