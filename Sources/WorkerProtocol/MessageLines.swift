internal import FoundationEssentials

/// Splits a stream of bytes into messages, one JSON line each.
package struct MessageLines<Message: Decodable>: Sendable {
    /// What is wrong with the stream; nothing can be read after it.
    package enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// A line is longer than any message.
        case lineTooLong(limitBytes: Int)
        /// A line holds more JSON values than any message.
        case tooManyValues(limit: Int)
        /// A line is not a message.
        case unreadable(line: String)

        /// One phrase.
        package var description: String {
            switch self {
            case .lineTooLong(let limit): "a message is longer than \(limit) bytes"
            case .tooManyValues(let limit): "a message holds more than \(limit) values"
            case .unreadable(let line): "a message cannot be read: \(line)"
            }
        }
    }

    private var pending: [UInt8] = []
    private let limitBytes: Int
    private let mostValues: Int

    /// Starts at the beginning of a stream.
    ///
    /// - Parameters:
    ///   - limitBytes: The longest line that is accepted.
    ///   - mostValues: The most JSON values in a line, counting names of members, and an empty list or object twice.
    package init(limitBytes: Int = 16 << 20, mostValues: Int = .max) {
        self.limitBytes = limitBytes
        self.mostValues = mostValues
    }

    /// Adds the next bytes.
    ///
    /// - Parameter bytes: Any part of the stream.
    /// - Returns: The messages that are now complete.
    /// - Throws: ``Failure``.
    package mutating func receive(_ bytes: some Collection<UInt8>) throws(Failure) -> [Message] {
        var messages: [Message] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            pending.append(contentsOf: rest[..<end])
            rest = rest[rest.index(after: end)...]
            guard pending.count <= limitBytes else { throw .lineTooLong(limitBytes: limitBytes) }
            guard hasFewValues else { throw .tooManyValues(limit: mostValues) }
            guard let message = try? JSONDecoder().decode(Message.self, from: Data(pending)) else {
                throw .unreadable(line: String(decoding: pending.prefix(200), as: UTF8.self))
            }
            pending.removeAll(keepingCapacity: true)
            messages.append(message)
        }
        pending.append(contentsOf: rest)
        guard pending.count <= limitBytes else { throw .lineTooLong(limitBytes: limitBytes) }
        return messages
    }

    /// Whether the pending line holds few enough values; a line of few bytes needs no count.
    private var hasFewValues: Bool {
        guard pending.count >= mostValues else { return true }
        var (values, isString, isEscaped) = (1, false, false)
        for byte in pending {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"): values += 1
            default: break
            }
        }
        return values <= mostValues
    }
}

/// Writes a message as one line.
///
/// - Parameter message: A ``WorkerCommand`` or ``WorkerEvent``.
/// - Returns: JSON and a line feed.
/// - Throws: When the message holds a number that JSON cannot hold.
package func messageLine(_ message: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return [UInt8](try encoder.encode(message)) + [UInt8(ascii: "\n")]
}
