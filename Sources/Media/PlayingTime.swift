/// The arithmetic of playing times, checked, since both numbers come out of untrusted headers.
enum PlayingTime {
    /// No medium that anyone sends plays longer; a header that says so is damaged.
    static let maximumSeconds: UInt64 = 366 * 24 * 3600

    /// Returns `ticks / ticksPerSecond`, exact to the nanosecond.
    ///
    /// - Throws: `malformed` when there are no ticks in a second, or for more than a year.
    static func of(_ ticks: UInt64, perSecond ticksPerSecond: UInt32) throws(MediaError) -> Duration {
        guard ticksPerSecond > 0 else {
            throw MediaError(.malformed, "its header says that a second has no samples")
        }
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: UInt64(ticksPerSecond))
        guard seconds <= maximumSeconds else {
            throw MediaError(.malformed, "its header claims a duration of more than a year")
        }
        // `rest` is below 2^32, and 10^9 below 2^30: the product fits.
        let nanoseconds = rest * 1_000_000_000 / UInt64(ticksPerSecond)
        return .seconds(Int64(seconds)) + .nanoseconds(Int64(nanoseconds))
    }
}
