/// How a file of a model differs from its entry in the lock.
package struct ContentDifference: Sendable, Hashable {
    /// The kind of a difference.
    package enum Kind: String, Sendable, Hashable {
        /// The content differs, or it is no longer a regular file.
        case changed
        /// The file is in the lock and does not exist.
        case missing
        /// The file is not in the lock.
        case additional
    }

    /// The path within the model's directory.
    package var path: String
    /// The kind of the difference.
    package var kind: Kind

    /// Compares the files of a model with its entry in the lock.
    ///
    /// - Parameters:
    ///   - pinned: The SHA-256 of each file in the lock, by its path.
    ///   - found: The files of the model.
    /// - Returns: The differences, ordered by path; none if everything matches.
    package static func between(_ pinned: [String: String], and found: ModelContent) -> [ContentDifference] {
        // Names are compared as bytes, as the file system does: Swift also treats texts as equal that only look the same.
        let pinned = byBytes(pinned)
        let files = byBytes(found.files)
        let others = Set(found.others.map { Array($0.utf8) })
        let paths = Set(pinned.keys).union(files.keys).union(others)
        return paths.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { bytes in
            let path = String(decoding: bytes, as: UTF8.self)
            guard let expected = pinned[bytes] else { return ContentDifference(path: path, kind: .additional) }
            if others.contains(bytes) { return ContentDifference(path: path, kind: .changed) }
            guard let digest = files[bytes] else { return ContentDifference(path: path, kind: .missing) }
            return digest == expected ? nil : ContentDifference(path: path, kind: .changed)
        }
    }

    private static func byBytes(_ files: [String: String]) -> [[UInt8]: String] {
        Dictionary(files.map { (Array($0.key.utf8), $0.value) }) { first, _ in first }
    }
}
