internal import InferenceKit
package import Logging

/// Writes each log entry as one JSON object on a line.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info
    private let write: @Sendable ([UInt8]) -> Void
    private let now: @Sendable () -> String

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - now: The time of day, as text.
    ///   - write: Gets each line with its end.
    package init(now: @escaping @Sendable () -> String, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var members: [String: JSONValue] = [:]
        for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            members[name] = Self.json(value)
        }
        members["time"] = .string(now())
        members["level"] = .string(event.level.rawValue)
        members["message"] = .string("\(event.message)")
        write(JSONValue.object(members).encoded + [UInt8(ascii: "\n")])
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let number as Int): .int(number)
        case .stringConvertible(let number as Double): .double(number)
        case .stringConvertible(let other): .string("\(other)")
        case .array(let values): .array(values.map(json))
        case .dictionary(let values): .object(values.mapValues(json))
        }
    }
}
