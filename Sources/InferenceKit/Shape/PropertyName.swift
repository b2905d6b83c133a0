internal import FoundationEssentials

/// How names change between a manifest, in `snake_case`, and a model's properties, in `camelCase`.
///
/// The coders that carry the values do the renaming, so this description always matches the behavior.
package enum PropertyName {
    /// Returns the name that a property of `Inference.Input` needs.
    ///
    /// - Parameter name: The name of an input in the manifest, such as `mask_index`.
    /// - Returns: The coding key, such as `maskIndex`.
    package static func swift(_ name: String) -> String {
        let keys = try? decoder().decode(Keys.self, from: Data(JSONValue.object([name: .null]).encoded))
        return keys?.names.first ?? name
    }

    /// Returns the name that a property of `Inference.Output` has for the manifest.
    ///
    /// - Parameter property: The coding key, such as `contentType`.
    /// - Returns: The name, such as `content_type`.
    package static func manifest(_ property: String) -> String {
        let data = try? encoder().encode(Keys(names: [property]))
        guard let data, case .object(let members)? = try? JSONValue(parsing: [UInt8](data)) else { return property }
        return members.keys.first ?? property
    }

    /// What reads a model's inputs.
    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    /// What writes a model's outputs.
    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }
}

/// The names in an object, whatever their values are.
private struct Keys: Codable {
    struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var names: [String]

    init(names: [String]) {
        self.names = names
    }

    init(from decoder: any Decoder) throws {
        names = try decoder.container(keyedBy: Key.self).allKeys.map(\.stringValue)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for name in names { try container.encodeNil(forKey: Key(stringValue: name)) }
    }
}
