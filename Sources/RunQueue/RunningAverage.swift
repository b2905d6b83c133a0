/// How long runs take, recent ones counting more.
struct RunningAverage: Sendable, Hashable {
    /// The average; `nil` before the first run.
    private(set) var seconds: Double?

    /// Takes in another run.
    mutating func add(_ duration: Duration) {
        let new = duration / .seconds(1)
        seconds = seconds.map { $0 * 0.9 + new * 0.1 } ?? new
    }
}
