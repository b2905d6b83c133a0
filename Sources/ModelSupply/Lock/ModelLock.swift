package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit

/// The content of `runner.lock`: the files of each model of a registry that came from elsewhere.
package struct ModelLock: Sendable, Hashable {
    /// One model.
    package struct Entry: Sendable, Hashable, Codable {
        /// Where it came from: a path or an address without secrets; `nil` for a model that was pinned in place.
        package var source: String?
        /// The directory of the source that the model is in; `nil` for the whole source, or the only model in it.
        package var path: String?
        /// The commit of a Git source.
        package var revision: String?
        /// The day on which it was added, such as `2026-01-05`, in UTC.
        package var added: String
        /// The day on which a change was accepted; since then, the files are no longer those of the source.
        package var accepted: String?
        /// The hash of the whole content; see ``ModelContent/hash()``.
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

    /// Today as entries write it.
    ///
    /// - Returns: The day in UTC, such as `2026-01-05`.
    package static func today() -> String {
        String(UTCTime(secondsSinceEpoch: Int64(time(nil))).iso8601.prefix(10))
    }

    /// Reads the text of a lock.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - path: Its name, for errors.
    /// - Throws: `RunnerError` with `configuration` if a newer version wrote it, or it is damaged.
    package init(parsing bytes: [UInt8], path: String) throws(RunnerError) {
        models = try Self.decode(Document.self, bytes, path).models
        for (name, entry) in models { try entry.checkHash(name, path) }
    }

    /// Reads the entry of one model, which is much faster than reading all.
    ///
    /// - Parameters:
    ///   - name: The name of the model's directory.
    ///   - bytes: The file.
    ///   - path: Its name, for errors.
    /// - Returns: The entry; `nil` if the lock does not name the model.
    /// - Throws: `RunnerError` with `configuration` if a newer version wrote it, or it is damaged.
    package static func entry(of name: String, in bytes: [UInt8], path: String) throws(RunnerError) -> Entry? {
        let models = try decode(Parsed.self, bytes, path).models
        let entry: Entry?
        do {
            entry = try models.decodeIfPresent(Entry.self, forKey: Name(name))
        } catch {
            throw damaged(path, "a member of '\(name)' is missing or has the wrong type")
        }
        try entry?.checkHash(name, path)
        return entry
    }

    /// The text of the lock: sorted and with one line per file, so that changes are easy to review.
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

    /// The parsed lock, of which single entries can be decoded.
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

    /// Decodes a lock, unless its version is newer than this program.
    private static func decode<Value: Decodable>(
        _ type: Value.Type,
        _ bytes: [UInt8],
        _ path: String
    ) throws(RunnerError) -> Value {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        guard let form = try? decoder.decode(Form.self, from: data) else {
            throw damaged(path, "it is not a JSON object with a version")
        }
        guard form.version <= version else {
            throw RunnerError(
                .configuration,
                "the lock '\(path)' has version \(form.version); this program reads up to version \(version)",
                help: "use a newer runner"
            )
        }
        do {
            return try decoder.decode(type, from: data)
        } catch {
            throw damaged(path, "a member is missing or has the wrong type")
        }
    }

    fileprivate static func damaged(_ path: String, _ reason: String) -> RunnerError {
        RunnerError(
            .configuration,
            "the lock '\(path)' is damaged: \(reason)",
            help: "restore it from version control or a backup; without it, changes of models go unnoticed"
        )
    }
}

extension ModelLock.Entry {
    /// Refuses an entry that was edited by hand or damaged.
    fileprivate func checkHash(_ name: String, _ path: String) throws(RunnerError) {
        guard (try? ModelContent(files: files).hash()) == hash else {
            throw ModelLock.damaged(path, "the hash of '\(name)' does not match its files")
        }
    }
}
