package import Diagnostics
package import InferenceKit

/// A JSON value with the place that it came from.
package struct PlacedJSON: Sendable {
    /// A name with its value.
    package struct Member: Sendable {
        /// The name.
        package let name: String
        /// The name's text in the file, quotes included.
        package let place: Span
        /// The value.
        package let value: PlacedJSON
    }

    /// What a value is.
    enum Content: Sendable {
        case scalar(JSONValue)
        case array([PlacedJSON])
        case object([Member])
    }

    let content: Content
    /// The value's text in the file; of lists and objects the opening bracket.
    package let place: Span

    /// The value without its places.
    package var value: JSONValue {
        switch content {
        case .scalar(let value): value
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members):
            .object(Dictionary(members.map { ($0.name, $0.value.value) }) { first, _ in first })
        }
    }

    /// The members, in the order of the file; `nil` when it is no object.
    package var members: [Member]? {
        guard case .object(let members) = content else { return nil }
        return members
    }

    /// The string; `nil` for any other kind of value.
    package var string: String? {
        guard case .scalar(.string(let text)) = content else { return nil }
        return text
    }
}
