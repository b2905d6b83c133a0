import ArgumentParser
import Quantities

/// A length of time on the command line, such as `90s`, `2h` or `7d`.
struct TimeSpan: ExpressibleByArgument, Sendable, Hashable {
    /// The length.
    let duration: Duration

    init?(argument: String) {
        guard let duration = DurationText.duration(argument) else { return nil }
        self.duration = duration
    }
}
