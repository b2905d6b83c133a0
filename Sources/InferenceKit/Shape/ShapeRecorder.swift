/// Reads a type without data, to find out which properties it has.
///
/// The type's own `init(from:)` runs against a decoder that writes down every key it is asked for and answers with values it
/// makes up: those that the manifest allows for the input of that name, and simple ones of each kind. So the result is what
/// the type really reads, also where it has coding keys or an initializer of its own.
package enum ShapeRecorder {
    /// Reads a type.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - samples: Values that the manifest allows, by the name that the property would have.
    /// - Returns: Its properties.
    package static func shape<Value: Decodable>(of type: Value.Type, samples: [String: [JSONValue]] = [:]) -> TypeShape
    {
        let record = ShapeRecord(samples: samples)
        do {
            _ = try Value(from: ShapeDecoder(record: record))
        } catch {
            record.problem = record.problem ?? "\(error)"
        }
        return TypeShape(properties: record.properties, problem: record.problem)
    }
}

/// What was found out about a type; a class since the containers of one decoder all write to it.
final class ShapeRecord {
    /// Values to answer with, by key.
    let samples: [String: [JSONValue]]
    private(set) var properties: [PropertyShape] = []
    /// Why reading ended.
    var problem: String?
    private var asked: Set<String> = []

    init(samples: [String: [JSONValue]]) {
        self.samples = samples
    }

    /// Notes that the type looked whether a key is there.
    func noteQuestion(_ key: String) {
        asked.insert(key)
        if let index = properties.firstIndex(where: { $0.name == key }) { properties[index].isOptional = true }
    }

    /// Notes a property; what was noted of it first stays.
    func note(_ key: String, _ kind: PropertyShape.Kind, _ typeName: String, refused: [JSONValue] = []) {
        guard !properties.contains(where: { $0.name == key }) else { return }
        properties.append(
            PropertyShape(key, kind, typeName: typeName, isOptional: asked.contains(key), refused: refused)
        )
    }
}

/// The decoder of a whole input or output.
struct ShapeDecoder: Decoder {
    let record: ShapeRecord
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ShapeContainer<Key>(record: record))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw unnamed("a list") }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw unnamed("a single value") }

    private func unnamed(_ what: String) -> MadeUpValueError {
        MadeUpValueError("it is read from \(what) and not from named properties")
    }
}

/// Why a value cannot be made up.
struct MadeUpValueError: Error, CustomStringConvertible {
    /// One phrase.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
