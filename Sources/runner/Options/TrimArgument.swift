import ArgumentParser
import MediaFitting

/// The part of an input to keep, on the command line: `audio=0:60`.
struct TrimArgument: ExpressibleByArgument, Sendable {
    /// The name of the input.
    let input: String
    /// The part.
    let range: TrimRange

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex,
            let range = TrimRange(argument[argument.index(after: equals)...])
        else { return nil }
        input = String(argument[..<equals])
        self.range = range
    }
}
