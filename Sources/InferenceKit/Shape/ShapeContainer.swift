internal import FoundationEssentials

/// Writes down each property that a type reads, and answers with made-up values.
struct ShapeContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let record: ShapeRecord
    /// How many types this is inside of.
    var depth = 0
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    // The standard `decodeIfPresent` asks these two first, so whoever asks can do without a value.
    func contains(_ key: Key) -> Bool {
        record.noteQuestion(key.stringValue)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool {
        record.noteQuestion(key.stringValue)
        return false
    }

    func decode(_ type: Bool.Type, forKey key: Key) -> Bool { note(key, .boolean, type, false) }
    func decode(_ type: String.Type, forKey key: Key) -> String { note(key, .string, type, "") }
    func decode(_ type: Double.Type, forKey key: Key) -> Double { note(key, .number, type, 0) }
    func decode(_ type: Float.Type, forKey key: Key) -> Float { note(key, .number, type, 0) }
    func decode(_ type: Int.Type, forKey key: Key) -> Int { note(key, .integer, type, 0) }
    func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { note(key, .integer, type, 0) }
    func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { note(key, .integer, type, 0) }
    func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { note(key, .integer, type, 0) }
    func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { note(key, .integer, type, 0) }
    func decode(_ type: UInt.Type, forKey key: Key) -> UInt { note(key, .integer, type, 0) }
    func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { note(key, .integer, type, 0) }
    func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { note(key, .integer, type, 0) }
    func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { note(key, .integer, type, 0) }
    func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { note(key, .integer, type, 0) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        if let file = MediaFile(name: key.stringValue) as? Value { return note(key, .file, type, file) }
        if let files = [MediaFile(name: key.stringValue)] as? Value { return note(key, .files, type, files) }
        // The JSON coder has special forms for these.
        if let link = URL(string: "https://example.com/") as? Value { return note(key, .string, type, link) }
        if let data = Data() as? Value { return note(key, .string, type, data) }
        if let date = Date(timeIntervalSince1970: 0) as? Value { return note(key, .number, type, date) }
        if let decimal = Decimal() as? Value { return note(key, .number, type, decimal) }
        let samples = record.samples[key.stringValue] ?? []
        if let any = (samples.first ?? .null) as? Value { return note(key, .anything, type, any) }
        let question = MadeUpValues.Question()
        let value = MadeUpValues.value(type, samples: samples, question, depth: depth)
        if question.mayBeNull { record.noteQuestion(key.stringValue) }
        let refused = samples.filter { MadeUpValues.value(type, from: $0, depth: depth) == nil }
        record.note(key.stringValue, question.kind, String(describing: type), refused: refused)
        if let value { return value }
        throw MadeUpValueError("'\(key.stringValue)' takes none of the values that were tried for a \(type)")
    }

    // An optional property needs no value to continue, and inside another type its own type is not of interest.
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? {
        record.noteQuestion(key.stringValue)
        guard depth == 0 else { return nil }
        return try? decode(type, forKey: key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        record.note(key.stringValue, .other, "object")
        return KeyedDecodingContainer(ShapeContainer<Nested>(record: ShapeRecord(samples: [:]), depth: depth + 1))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        record.note(key.stringValue, .other, "list")
        return EmptyList()
    }

    func superDecoder() -> any Decoder { ShapeDecoder(record: record) }

    func superDecoder(forKey key: Key) -> any Decoder {
        record.note(key.stringValue, .other, "object")
        return ShapeDecoder(record: ShapeRecord(samples: [:]))
    }

    private func note<Value>(_ key: Key, _ kind: PropertyShape.Kind, _ type: Any.Type, _ value: Value) -> Value {
        record.note(key.stringValue, kind, String(describing: type))
        return value
    }
}
