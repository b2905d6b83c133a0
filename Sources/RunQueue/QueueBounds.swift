/// Decides whether a queue takes one more run of a caller.
struct QueueBounds: Sendable, Hashable {
    /// Maximum number of concurrent runs.
    let concurrency: Int
    /// How many runs may wait.
    let length: Int

    /// How many runs of a caller are taken although others have filled the queue.
    var share: Int { (length + 9) / 10 }

    /// Whether there is a place.
    ///
    /// - Parameters:
    ///   - count: How many runs wait or are driven.
    ///   - own: How many of these are the caller's.
    /// - Returns: False when the queue is full; a caller that has less than its share gets a place beyond that, up to twice as many.
    func accept(count: Int, own: Int) -> Bool {
        let places = concurrency + length
        return count < places || own < share && count < 2 * places
    }
}
