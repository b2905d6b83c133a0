internal import FoundationEssentials
internal import Glibc

/// A program of the user's desktop that goes on without this process, such as a browser.
package enum DetachedProgram {
    /// Starts a program, without input and output, and does not wait for it.
    ///
    /// - Parameters:
    ///   - program: The absolute path of the program.
    ///   - arguments: Its arguments.
    ///   - environment: All that it sees of the environment.
    /// - Returns: Whether it was started.
    package static func start(_ program: String, _ arguments: [String], environment: [String: String]) -> Bool {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return false }
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            guard posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) == 0 else {
                return false
            }
        }
        keepDescriptors()
        var words = pointers([program] + arguments)
        var variables = pointers(environment.map { "\($0.key)=\($0.value)" })
        defer { for pointer in words + variables { free(pointer) } }
        var process: pid_t = 0
        return posix_spawn(&process, program, &actions, nil, &words, &variables) == 0
    }

    /// Keeps the files and sockets of this process from the program.
    ///
    /// NIO's sockets pass to child processes, and a browser would hold the address of a server that has ended.
    private static func keepDescriptors() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    private static func pointers(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        words.map { strdup($0) } + [nil]
    }
}
