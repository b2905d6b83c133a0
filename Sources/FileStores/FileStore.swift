package import ErrorReporting
package import FoundationEssentials

/// Keeps files by their content, so that any machine can drive any run and fetch its outputs.
///
/// A file is named by the SHA-256 of its bytes, so the same bytes are sent and kept once, and what arrives can be checked.
package protocol FileStore: Sendable {
    /// The place, for people, without any secret.
    var place: String { get }

    /// For how many seconds a file that was put may keep its age when it is put again.
    var freshness: Double { get }

    /// Keeps a file; one that is there already is not sent again, and counts as new for the cleanup.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - sha256: SHA-256 of its bytes in hex.
    ///   - sizeBytes: Its length.
    /// - Throws: `RunnerError` with `files-unreachable` or `invalid-input`.
    func put(_ path: String, sha256: String, sizeBytes: Int64) async throws

    /// Writes a kept file to a path that does not exist, without checking the bytes.
    ///
    /// - Parameters:
    ///   - sha256: SHA-256 of its bytes in hex.
    ///   - path: Where it goes.
    ///   - sizeBytes: Its length, which bounds the time.
    /// - Returns: Whether it was there.
    /// - Throws: `RunnerError` with `files-unreachable` or `cannot-write`.
    func fetch(_ sha256: String, to path: String, sizeBytes: Int64) async throws -> Bool

    /// Finds a file; `nil` when it is not there.
    ///
    /// - Throws: `RunnerError` with `files-unreachable`.
    func find(_ sha256: String) async throws -> KeptFile?

    /// Deletes a file; one that is not there is not an error.
    ///
    /// - Throws: `RunnerError` with `files-unreachable`.
    func remove(_ sha256: String) async throws

    /// Lists files, in the order of their names.
    ///
    /// - Parameter last: The list begins after this name; `nil` for the beginning.
    /// - Returns: Some files; none at the end.
    /// - Throws: `RunnerError` with `files-unreachable`.
    func files(after last: String?) async throws -> [KeptFile]
}

/// A file in a store.
package struct KeptFile: Sendable, Hashable {
    /// SHA-256 of its bytes in hex.
    package var sha256: String
    /// Its length.
    package var sizeBytes: Int64
    /// When it was last stored there.
    package var time: Date

    /// Describes a file; each parameter is the property of the same name.
    package init(sha256: String, sizeBytes: Int64, time: Date) {
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
        self.time = time
    }
}

extension RunnerError.Code {
    /// The store of files cannot be reached, or refuses.
    package static let filesUnreachable = RunnerError.Code("files-unreachable", exitStatus: .unavailable)
    /// The store of files does not have the file.
    package static let fileMissing = RunnerError.Code("file-missing", exitStatus: .cannotWrite)
}
