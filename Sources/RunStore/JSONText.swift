internal import FoundationEssentials
internal import InferenceKit

/// Values as the store keeps them: JSON text with sorted names and without blanks, so that equal values are equal texts.
enum JSONText {
    /// Writes a value.
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Reads a value.
    static func decode<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    /// Reads a list, most of which are empty.
    static func decodeList<Element: Decodable>(_ text: String, of type: Element.Type = Element.self) throws -> [Element]
    {
        text == "[]" ? [] : try decode(text)
    }
}
