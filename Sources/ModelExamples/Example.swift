package import InferenceKit

/// One example of a model: what goes in, and what must come out.
package struct Example: Sendable, Hashable {
    /// The expected outcome.
    package enum Expectation: Sendable, Hashable {
        /// Outputs; see ``Expectation/differences(from:)``.
        case output(JSONValue)
        /// A refusal: its stable code, and a part of what it says.
        case error(code: String?, message: String?)
    }

    /// The file without its ending.
    package var name: String
    /// The file, as it was found.
    package var path: String
    /// What the example shows.
    package var description: String?
    /// The inputs by name; files relative to the example's own.
    package var input: [String: JSONValue]
    /// The expected outcome.
    package var expectation: Expectation

    /// The name of the example in a file.
    ///
    /// - Parameter path: The file.
    /// - Returns: The file's name without its ending.
    package static func name(of path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return String(file.hasSuffix(".json") ? file.dropLast(".json".count) : file)
    }

    /// The directory that relative paths begin at.
    package var directory: String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}

/// One way in which what came out is not what was expected.
package struct Difference: Sendable, Hashable, CustomStringConvertible {
    /// Where, such as `output.video.seconds`.
    package var place: String
    /// What should be there, in words.
    package var expected: String
    /// What is there, in words.
    package var found: String

    /// Creates a difference.
    ///
    /// - Parameters:
    ///   - place: Where, such as `output.video.seconds`.
    ///   - expected: What should be there, in words.
    ///   - found: What is there, in words.
    package init(_ place: String, expected: String, found: String) {
        self.place = place
        self.expected = expected
        self.found = found
    }

    /// Everything in one line.
    package var description: String { "\(place): expected \(expected), got \(found)" }
}
