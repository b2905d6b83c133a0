package import ErrorReporting
internal import FoundationEssentials
package import InferenceKit

/// Inputs as they were given, before they are compared with the manifest.
package struct GivenInputs: Sendable, Hashable {
    /// One value as it was given.
    package enum Value: Sendable, Hashable {
        /// From `name=value`: always a text.
        case text(String)
        /// From a JSON document: already with a type.
        case json(JSONValue)
        /// A file of this machine, by its path.
        case path(String)
        /// A file that the front end has put in place, such as standard input or an upload.
        case stored(StoredFile)
        /// What was sent with the request.
        case bytes([UInt8])
        /// An output file of an earlier run.
        case output(EarlierOutput)
        /// Several values, from an input that was given several times.
        case list([Value])
    }

    /// The values by name.
    package private(set) var values: [String: Value] = [:]
    /// The names in the order they were given.
    package private(set) var names: [String] = []

    /// Creates an empty set.
    package init() {}

    /// Adds `name=value`.
    ///
    /// - Parameter argument: The text; the value begins after the first `=`. An input that is given again becomes a list.
    /// - Throws: ``RunnerError`` with `usage` when there is no `=`.
    package mutating func add(argument: String) throws(RunnerError) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            throw RunnerError(
                .usage,
                "'\(argument)' does not have the form name=value",
                help: "write, for example: --input image=face.jpg"
            )
        }
        let name = String(argument[..<equals])
        let text = Value.text(String(argument[argument.index(after: equals)...]))
        // Whether an input may be given several times, the manifest decides.
        switch values[name] {
        case .text?: set(name, .list((values[name]?.elements ?? []) + [text]))
        case .list(let earlier)?: set(name, .list(earlier + [text]))
        default: set(name, text)
        }
    }

    /// Adds the members of a JSON object, or those of its member `input` if it is a whole request; `null` counts as not given.
    ///
    /// - Parameters:
    ///   - json: The text.
    ///   - place: What to call it in a message.
    /// - Throws: ``RunnerError`` with `invalid-input` when it is not one JSON object.
    package mutating func add(json: [UInt8], from place: String) throws(RunnerError) {
        guard let value = try? JSONValue(parsing: json), case .object(let members) = value else {
            throw RunnerError(
                .invalidInput,
                "\(place) is not one JSON object",
                help: #"write, for example: {"image": "face.jpg", "mask_index": 1}"#
            )
        }
        // The form of Cog's API. No input is an object, so this one cannot be meant as an input named 'input'.
        if case .object(let inputs)? = members["input"], members.keys.allSatisfy(Self.isOfRequest) {
            add(inputs)
        } else {
            add(members)
        }
    }

    /// Whether a member belongs to a request of Cog's API or of a service with the same form, and says nothing about an input.
    private static func isOfRequest(_ member: String) -> Bool {
        [
            "input", "id", "created_at", "version", "model", "stream", "webhook", "webhook_events_filter",
            "output_file_prefix",
        ].contains(member)
    }

    /// Adds the members of a JSON object; `null` counts as not given.
    package mutating func add(_ members: [String: JSONValue]) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .null {
            set(name, .json(value))
        }
    }

    /// Gives an input a value; the latest one counts.
    ///
    /// - Parameters:
    ///   - name: The input.
    ///   - value: Its value.
    package mutating func set(_ name: String, _ value: Value) {
        if values[name] == nil { names.append(name) }
        values[name] = value
    }
}

/// A file that a front end has put in place for an input.
package struct StoredFile: Sendable, Hashable {
    /// Where it is.
    package let path: String
    /// What to call it in messages, such as `standard input`.
    package let shown: String
    /// What the record says was given, for a file that is kept until the run has ended; `nil` for a file that goes with the process.
    package let given: String?

    /// Describes a file.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - shown: What to call it in messages.
    ///   - given: What the record says was given, for a file that is kept until the run has ended.
    package init(path: String, shown: String, given: String? = nil) {
        self.path = path
        self.shown = shown
        self.given = given
    }
}

/// An output file of an earlier run that is an input now.
package struct EarlierOutput: Sendable, Hashable {
    /// How the input names it: `@run:RUN/OUTPUT`.
    package let reference: String
    /// Where it is.
    package let path: String

    /// Describes a file.
    ///
    /// - Parameters:
    ///   - reference: How the input names it.
    ///   - path: Where it is.
    package init(reference: String, path: String) {
        self.reference = reference
        self.path = path
    }
}
