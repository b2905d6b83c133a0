internal import FoundationEssentials
internal import InferenceKit

/// JSON as stores keep it: sorted names and no whitespace, so that equal values are equal texts.
package enum JSONText {
    /// Encodes a value.
    ///
    /// - Parameter value: The value.
    /// - Returns: The JSON text.
    /// - Throws: When the value has no JSON form, such as a number that is not finite.
    package static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Decodes a value.
    ///
    /// - Parameters:
    ///   - text: JSON text.
    ///   - type: The type to decode.
    /// - Returns: The value.
    /// - Throws: When the text is not JSON of that type.
    package static func decode<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    /// Decodes a list; an empty one, the usual case, costs nothing.
    ///
    /// - Parameters:
    ///   - text: A JSON array.
    ///   - type: The type of its elements.
    /// - Returns: The elements.
    /// - Throws: When the text is not an array of that type.
    package static func decodeList<Element: Decodable>(
        _ text: String,
        of type: Element.Type = Element.self
    ) throws -> [Element] {
        text == "[]" ? [] : try decode(text)
    }
}
