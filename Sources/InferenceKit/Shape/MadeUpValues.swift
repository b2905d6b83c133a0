/// Makes values of any decodable type, by trying what it takes.
enum MadeUpValues {
    /// What a type asked for while it was read.
    final class Question {
        /// What it asked for first; `other` for a list or an object.
        private(set) var kind = PropertyShape.Kind.other
        /// Whether it looked for null, as an optional type does.
        var mayBeNull = false
        private var isAsked = false

        func note(_ kind: PropertyShape.Kind) {
            if !isAsked { self.kind = kind }
            isAsked = true
        }
    }

    /// Simple values, one of which most types take.
    private static let simple: [JSONValue] = [
        "", .int(0), .double(0), .bool(false), "a", .int(1), "0", "https://example.com/", "1970-01-01T00:00:00Z",
        "00000000-0000-0000-0000-000000000000",
    ]

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - type: Its type.
    ///   - samples: Values to try first.
    ///   - question: Takes down what the type asks for.
    ///   - depth: How many types the value is inside of.
    /// - Returns: The value, or `nil` when the type takes nothing that was tried.
    static func value<Value: Decodable>(
        _ type: Value.Type,
        samples: [JSONValue],
        _ question: Question,
        depth: Int
    ) -> Value? {
        for sample in samples + simple {
            let decoder = SampleDecoder(sample: sample, question: question, depth: depth)
            if let value = try? Value(from: decoder) { return value }
        }
        return nil
    }

    /// Reads a value from one sample.
    ///
    /// - Returns: The value, or `nil` when the type does not take it.
    static func value<Value: Decodable>(_ type: Value.Type, from sample: JSONValue, depth: Int) -> Value? {
        try? Value(from: SampleDecoder(sample: sample, question: Question(), depth: depth))
    }
}

/// Answers every question for a single value with one sample; lists are empty, objects made up.
struct SampleDecoder: Decoder {
    let sample: JSONValue
    let question: MadeUpValues.Question
    /// How many types this is inside of; each level tries every sample, so there are few.
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        question.note(.other)
        guard depth < 4 else { throw MadeUpValueError("it holds itself") }
        return KeyedDecodingContainer(ShapeContainer<Key>(record: ShapeRecord(samples: [:]), depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        question.note(.other)
        return EmptyList()
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { SampleContainer(decoder: self) }
}

/// One value, which is the sample or nothing.
struct SampleContainer: SingleValueDecodingContainer {
    let decoder: SampleDecoder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool {
        decoder.question.mayBeNull = true
        return false
    }

    func decode(_ type: Bool.Type) throws -> Bool {
        decoder.question.note(.boolean)
        guard case .bool(let value) = decoder.sample else { throw mismatch(type) }
        return value
    }

    func decode(_ type: String.Type) throws -> String {
        decoder.question.note(.string)
        guard case .string(let value) = decoder.sample else { throw mismatch(type) }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double { try number(type) }
    func decode(_ type: Float.Type) throws -> Float { Float(try number(type)) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: decoder) }

    private func number(_ type: Any.Type) throws -> Double {
        decoder.question.note(.number)
        switch decoder.sample {
        case .double(let value): return value
        case .int(let value): return Double(value)
        default: throw mismatch(type)
        }
    }

    private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        decoder.question.note(.integer)
        guard case .int(let number) = decoder.sample, let value = Value(exactly: number) else { throw mismatch(type) }
        return value
    }

    private func mismatch(_ type: Any.Type) -> MadeUpValueError { MadeUpValueError("the sample is not a \(type)") }
}

/// A list without elements.
struct EmptyList: UnkeyedDecodingContainer {
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 0 }
    var isAtEnd: Bool { true }
    var currentIndex: Int { 0 }

    func decodeNil() throws -> Bool { throw end }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { throw end }
    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> { throw end }
    func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw end }
    func superDecoder() throws -> any Decoder { throw end }

    private var end: MadeUpValueError { MadeUpValueError("the list is at its end") }
}
