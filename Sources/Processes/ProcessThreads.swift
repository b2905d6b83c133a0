internal import Glibc

/// The threads of a process.
package enum ProcessThreads {
    /// Counts the threads of a process.
    ///
    /// - Parameter process: The process.
    /// - Returns: How many there are; 0 for a process that does not exist.
    package static func count(of process: Int32) -> Int {
        var status = stat()
        // Each thread is a directory, and so a link of this one, like `.` and `..`.
        return stat("/proc/\(process)/task", &status) == 0 ? Int(status.st_nlink) - 2 : 0
    }
}
