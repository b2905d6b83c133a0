internal import Glibc

/// The files that a process has open and that have no name any more: they take room, and no directory shows them.
package enum UnlinkedFiles {
    /// Measures the files of a process.
    ///
    /// The system shows what a hidden process has open to root only; for others it is 0.
    ///
    /// - Parameter process: The process.
    /// - Returns: How many bytes they take.
    package static func bytes(of process: Int32) -> Int64 {
        guard let directory = opendir("/proc/\(process)/fd") else { return 0 }
        defer { closedir(directory) }
        var sizes: [File: Int64] = [:]
        while let entry = readdir(directory) {
            var status = stat()
            let isKnown = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    fstatat(dirfd(directory), $0, &status, 0) == 0
                }
            }
            guard isKnown, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 0 else { continue }
            sizes[File(device: UInt64(status.st_dev), number: UInt64(status.st_ino))] = Int64(status.st_blocks) * 512
        }
        return sizes.values.reduce(0, +)
    }

    /// One file can have several descriptors.
    private struct File: Hashable {
        let device: UInt64
        let number: UInt64
    }
}
