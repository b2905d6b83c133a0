internal import ErrorReporting
internal import Glibc

extension OutputPlan {
    /// Creates the partial output files that do not exist, since a sandboxed model can write to a file but create none.
    ///
    /// - Throws: ``RunnerError`` with `cannot-write`, also when something else than a file is there.
    func createPartials() throws(RunnerError) {
        for target in targets {
            let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
            let descriptor = open(target.partialPath, flags, 0o644)
            let number = errno
            defer { if descriptor >= 0 { close(descriptor) } }
            if descriptor >= 0, OutputFile(descriptor: descriptor)?.isPlain == true { continue }
            throw RunnerError(
                .cannotWrite,
                "the output '\(target.path)' cannot be written: "
                    + (descriptor < 0 ? String(cString: strerror(number)) : "'\(target.partialPath)' is no plain file"),
                help: "choose another place with -o"
            )
        }
    }
}

/// What is known of an output file, without following a symbolic link.
struct OutputFile: Sendable, Hashable {
    /// Whether it is a regular file with one name; a second name would let somebody else change it later.
    let isPlain: Bool
    /// Its length.
    let sizeBytes: Int64

    /// Looks at an open file; `nil` when that fails.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Looks at a path; `nil` when nothing is there.
    init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        isPlain = status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
        sizeBytes = Int64(status.st_size)
    }
}
