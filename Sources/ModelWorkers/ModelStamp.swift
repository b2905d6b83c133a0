internal import Glibc

/// What tells whether the files of a model's directory, or the lock of its registry, have changed since they were read.
package struct ModelStamp: Sendable, Hashable {
    private var files: [String: [Int]] = [:]

    /// The most files that are looked at, and how deep; whoever changes others has to wait until the worker ends.
    private static let most = (files: 1_000, depth: 8)

    /// Looks at a model.
    ///
    /// - Parameter directory: Its directory.
    package init(of directory: String) {
        add(directory, depth: 0)
        // A directory that is a symbolic link has two registries.
        let above = directory.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        for path in ["\(above)/runner.lock", "\(directory)/../runner.lock"] {
            var status = stat()
            if stat(path, &status) == 0 { add(path, status) }
        }
    }

    private mutating func add(_ directory: String, depth: Int) {
        guard depth < Self.most.depth, let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while files.count < Self.most.files, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            let path = "\(directory)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                add(path, depth: depth + 1)
            } else {
                add(path, status)
            }
        }
    }

    private mutating func add(_ path: String, _ status: stat) {
        files[path] = [
            Int(bitPattern: UInt(status.st_ino)), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }
}
