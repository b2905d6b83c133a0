internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Ties a program to this process: when this process is gone, however it ended, the program and all it started are killed.
///
/// The program's standard input is a pipe of which this process holds the other end. A watcher in the program's process
/// group reads it, and kills the group when the pipe is closed: by ``release()``, or by the system when this process dies.
/// While the watcher waits, the group exists, so that its number cannot belong to anyone else.
struct Leash: Sendable {
    /// Shell commands that start the watcher, and give the program an empty standard input instead.
    let script =
        "exec 3<&0 </dev/null; { read -r _; kill -KILL 0; } <&3 3<&- >/dev/null 2>&1 & exec 3<&-; "
    /// What the watcher reads.
    let end: FileDescriptor
    private let held: FileDescriptor

    /// Creates the pipe.
    ///
    /// - Throws: ``ProcessError`` with `outOfFiles` if the system has no descriptors left.
    init() throws(ProcessError) {
        do {
            (end, held) = try FileDescriptor.pipe()
        } catch {
            throw ProcessError(starting: error, "no pipe can be created: \(error)")
        }
        for descriptor in [end, held] { _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC) }
    }

    /// Kills what is left of the program's process group.
    func release() {
        try? held.close()
    }
}

extension InputProtocol where Self == FileDescriptorInput {
    /// The standard input of a program on a leash.
    static func leash(_ leash: Leash) -> Self {
        .fileDescriptor(leash.end, closeAfterSpawningProcess: true)
    }
}
