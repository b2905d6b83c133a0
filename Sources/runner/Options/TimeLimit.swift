import ArgumentParser
import Quantities

/// A duration on the command line: a number with ms, s, min or h; without a unit, seconds.
struct TimeLimit: ExpressibleByArgument, Sendable, CustomStringConvertible {
    /// The duration, more than nothing and at most a week.
    let duration: Duration
    /// The name as written.
    let description: String

    /// The default.
    static let hour = TimeLimit(duration: .seconds(3_600), description: "60min")

    /// A number of minutes.
    static func minutes(_ number: Int) -> TimeLimit {
        TimeLimit(duration: .seconds(number * 60), description: "\(number)min")
    }

    private init(duration: Duration, description: String) {
        self.duration = duration
        self.description = description
    }

    init?(argument: String) {
        guard let duration = DurationText.duration(argument, allowsBareSeconds: true), duration > .zero,
            duration <= .seconds(604_800)
        else { return nil }
        self.init(duration: duration, description: argument)
    }

    var defaultValueDescription: String { description }
}
