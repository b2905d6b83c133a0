internal import Glibc

/// The names in a directory, as the file system has them: bytes, which need not be UTF-8.
struct DirectoryNames: Sendable, Hashable {
    /// The names that are text, sorted, without `.` and `..`.
    let names: [String]
    /// The others, with `\u{FFFD}` for what is not UTF-8.
    let unreadable: [String]

    /// Reads a directory.
    ///
    /// Gives `nil` if it cannot be read.
    ///
    /// - Parameter path: The directory.
    init?(of path: String) {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        var unreadable: [String] = []
        while let entry = readdir(directory) {
            let bytes = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                UnsafeRawBufferPointer(start: tuple, count: Int(NAME_MAX) + 1)
                    .prefix { $0 != 0 }.map { $0 }
            }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                unreadable.append(String(decoding: bytes, as: UTF8.self))
                continue
            }
            if name != ".", name != ".." { names.append(name) }
        }
        self.names = names.sorted()
        self.unreadable = unreadable.sorted()
    }
}
