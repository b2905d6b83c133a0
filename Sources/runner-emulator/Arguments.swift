import ArgumentParser
import Emulator
import Quantities

extension VisionAnswer.Form: ExpressibleByArgument {}

/// A duration on the command line, such as `2s`, `500ms` or `10m`.
struct TimeArgument: ExpressibleByArgument {
    /// The duration itself.
    let duration: Duration

    /// Takes a default.
    init(_ duration: Duration) {
        self.duration = duration
    }

    /// Reads what the user wrote.
    init?(argument: String) {
        guard let duration = DurationText.duration(argument, allowsBareSeconds: true) else { return nil }
        self.duration = duration
    }

    /// The duration as help shows it.
    var defaultValueDescription: String {
        duration.components.attoseconds == 0 ? "\(duration.components.seconds)s" : "\(duration / .seconds(1))s"
    }
}
