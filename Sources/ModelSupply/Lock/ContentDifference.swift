/// How a file of a model differs from what the lock says.
package struct ContentDifference: Sendable, Hashable {
    /// What is different.
    package enum Kind: String, Sendable, Hashable {
        /// Other bytes, or no regular file any more.
        case changed
        /// Not there.
        case missing
        /// Not in the lock.
        case additional
    }

    /// The path within the model's directory.
    package var path: String
    /// What is different.
    package var kind: Kind

    /// Compares what is there with what was pinned.
    ///
    /// - Parameters:
    ///   - pinned: The SHA-256 of each file by its path.
    ///   - found: What is there.
    /// - Returns: The differences in the order of their paths; none when all is as it was.
    package static func between(_ pinned: [String: String], and found: ModelContent) -> [ContentDifference] {
        // A name is its bytes, as it is to the file system: texts are equal when they only look the same.
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
