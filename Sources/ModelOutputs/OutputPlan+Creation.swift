package import ErrorReporting
internal import Glibc
internal import SystemReasons

extension OutputPlan {
    /// Creates the partial output files that do not exist, since a sandboxed model can write to a file but create none.
    ///
    /// - Throws: ``RunnerError`` with `cannot-write`, also when something else than a file is there.
    package func createPartials() throws(RunnerError) {
        for target in targets {
            let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
            let descriptor = open(target.partialPath, flags, 0o644)
            let number = errno
            defer { if descriptor >= 0 { close(descriptor) } }
            if descriptor >= 0, FileFacts(of: descriptor)?.isPlain == true { continue }
            throw RunnerError(
                .cannotWrite,
                "the output '\(target.path)' cannot be written: "
                    + (descriptor < 0 ? SystemReason.text(number) : "'\(target.partialPath)' is not a plain file"),
                help: "choose another place with -o"
            )
        }
    }
}
