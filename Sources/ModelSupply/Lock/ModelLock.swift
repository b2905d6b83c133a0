package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit

/// What `runner.lock` says: what each model of a registry that came from elsewhere consists of.
package struct ModelLock: Sendable, Hashable {
    /// One model.
    package struct Entry: Sendable, Hashable, Codable {
        /// Where it came from: a path or an address without secrets; `nil` for a model that was pinned where it was.
        package var source: String?
        /// The folder of the source that the model is in; `nil` for the whole source, or the only model in it.
        package var path: String?
        /// The commit that a Git source was at.
        package var revision: String?
        /// The day on which it was added, `2026-01-05` in UTC.
        package var added: String
        /// The day on which a change of it was accepted; what it consists of is not what its source gave since.
        package var accepted: String?
        /// The hash of everything; see ``ModelContent/hash()``.
        package var hash: String
        /// The SHA-256 of each file by its path.
        package var files: [String: String]

        /// Describes a model; each parameter is the property of the same name.
        package init(
            source: String?,
            path: String? = nil,
            revision: String? = nil,
            added: String,
            accepted: String? = nil,
            hash: String,
            files: [String: String]
        ) {
            self.source = source
            self.path = path
            self.revision = revision
            self.added = added
            self.accepted = accepted
            self.hash = hash
            self.files = files
        }
    }

    /// The version of the format that this program writes.
    package static let version = 1

    /// The models by the names of their directories.
    package var models: [String: Entry]

    /// Creates a lock.
    ///
    /// - Parameter models: The models by the names of their directories.
    package init(models: [String: Entry] = [:]) {
        self.models = models
    }

    /// The day as entries have it.
    ///
    /// - Returns: Today in UTC, `2026-01-05`.
    package static func today() -> String {
        String(UTCTime(secondsSinceEpoch: Int64(time(nil))).iso8601.prefix(10))
    }

    /// Reads the text of a lock.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - path: Its name, for errors.
    /// - Throws: ``RunnerError`` with `configuration` when a newer program wrote it, or when it is damaged.
    package init(parsing bytes: [UInt8], path: String) throws(RunnerError) {
        models = try Self.decode(Document.self, bytes, path).models
        for (name, entry) in models { try entry.checkHash(name, path) }
    }

    /// Reads what a lock says of one model, which is much quicker than all of it.
    ///
    /// - Parameters:
    ///   - name: The name of the model's directory.
    ///   - bytes: The file.
    ///   - path: Its name, for errors.
    /// - Returns: The entry; `nil` when the lock does not name the model.
    /// - Throws: ``RunnerError`` with `configuration` when a newer program wrote it, or when it is damaged.
    package static func entry(of name: String, in bytes: [UInt8], path: String) throws(RunnerError) -> Entry? {
        let models = try decode(Parsed.self, bytes, path).models
        let entry: Entry?
        do {
            entry = try models.decodeIfPresent(Entry.self, forKey: Name(name))
        } catch {
            throw damaged(path, "something is missing in '\(name)' or of another type")
        }
        try entry?.checkHash(name, path)
        return entry
    }

    /// The text of the lock: sorted, one line for each file, so that a change is easy to read.
    ///
    /// - Returns: JSON in UTF-8 with a line feed at its end.
    /// - Throws: When it cannot be written as JSON.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(Document(version: Self.version, models: models))) + [0x0A]
    }

    private struct Form: Decodable {
        var version: Int
    }

    /// What the decoder has parsed, of which only what is asked for is decoded.
    private struct Parsed: Decodable {
        var models: KeyedDecodingContainer<Name>

        init(from decoder: any Decoder) throws {
            models = try decoder.container(keyedBy: Name.self).nestedContainer(
                keyedBy: Name.self,
                forKey: Name("models")
            )
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    private struct Document: Codable {
        var version: Int
        var models: [String: Entry]
    }

    /// Decodes a lock of a version that this program knows.
    private static func decode<Value: Decodable>(
        _ type: Value.Type,
        _ bytes: [UInt8],
        _ path: String
    ) throws(RunnerError) -> Value {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        guard let form = try? decoder.decode(Form.self, from: data) else {
            throw damaged(path, "it is not the JSON text of a lock")
        }
        guard form.version <= version else {
            throw RunnerError(
                .configuration,
                "the lock '\(path)' has version \(form.version); this program knows \(version)",
                help: "use a newer runner"
            )
        }
        do {
            return try decoder.decode(type, from: data)
        } catch {
            throw damaged(path, "something is missing in it or of another type")
        }
    }

    fileprivate static func damaged(_ path: String, _ reason: String) -> RunnerError {
        RunnerError(
            .configuration,
            "the lock '\(path)' is damaged: \(reason)",
            help: "take it from version control or a backup; without it, nobody knows whether models have changed"
        )
    }
}

extension ModelLock.Entry {
    /// Refuses an entry that was edited by hand or by accident.
    fileprivate func checkHash(_ name: String, _ path: String) throws(RunnerError) {
        guard (try? ModelContent(files: files).hash()) == hash else {
            throw ModelLock.damaged(path, "the hash of '\(name)' is not that of its files")
        }
    }
}
