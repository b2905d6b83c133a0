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
        let paths = Set(pinned.keys).union(found.files.keys).union(found.others)
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { path in
            guard let expected = pinned[path] else { return ContentDifference(path: path, kind: .additional) }
            if found.others.contains(path) { return ContentDifference(path: path, kind: .changed) }
            guard let digest = found.files[path] else { return ContentDifference(path: path, kind: .missing) }
            return digest == expected ? nil : ContentDifference(path: path, kind: .changed)
        }
    }
}
