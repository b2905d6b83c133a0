internal import ErrorReporting

/// The files of a source, before any of them is taken.
protocol SourceTree: Sendable {
    /// Everything that is in it, folders aside.
    var entries: [SourceEntry] { get }

    /// The commit that it is at, when it is a Git repository.
    var revision: String? { get }

    /// Reads files.
    ///
    /// - Parameter entries: Regular files of ``entries``.
    /// - Returns: Their bytes, in the same order.
    /// - Throws: ``RunnerError``.
    func read(_ entries: [SourceEntry]) async throws -> [[UInt8]]
}

/// Something in a source.
struct SourceEntry: Sendable, Hashable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        case file
        /// Anything else, in words.
        case other(String)
    }

    /// The path within the source, without `./` before it.
    var path: String
    /// What the source itself calls it.
    var reference: String
    /// What it is.
    var kind: Kind
    /// The length of a file.
    var byteCount: Int
}

/// How much a source may hold: a model is some text, and what is not must not fill the disk or the memory.
enum SourceLimits {
    /// The length of an archive, or of what Git fetches.
    static let archiveBytes = 64 << 20
    /// What a source lists, of which a model is a part.
    static let entries = 50_000
    /// The files of a model.
    static let files = 1_000
    /// All files of a model together.
    static let bytes = 32 << 20
    /// How long a program of the system may take.
    static let time = Duration.seconds(300)
}
