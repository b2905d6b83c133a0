internal import ErrorReporting

/// The files of a source, before any of them is added.
protocol SourceTree: Sendable {
    /// Everything in it except directories.
    var entries: [SourceEntry] { get }

    /// The commit, if it is a Git repository.
    var revision: String? { get }

    /// Reads files.
    ///
    /// - Parameter entries: Regular files of ``entries``.
    /// - Returns: Their bytes, in the same order.
    /// - Throws: `RunnerError`.
    func read(_ entries: [SourceEntry]) async throws -> [[UInt8]]
}

/// A file, or something else, in a source.
struct SourceEntry: Sendable, Hashable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        case file
        /// Something else, described in words.
        case other(String)
    }

    /// The path within the source, without a leading `./`.
    var path: String
    /// The source's own name for it.
    var reference: String
    /// What it is.
    var kind: Kind
    /// The length of a file.
    var byteCount: Int
}

/// How large a source may be: a model is some text, and nothing larger should fill the disk or the memory.
enum SourceLimits {
    /// The largest archive, and the most that Git may fetch.
    static let archiveBytes = 64 << 20
    /// The most entries in a source, of which the model is a part.
    static let entries = 50_000
    /// The most files of a model.
    static let files = 1_000
    /// The largest total size of a model's files.
    static let bytes = 32 << 20
    /// How long `git`, `tar` or a download may take.
    static let time = Duration.seconds(300)
}
