internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import ModelSupply
internal import SystemReasons

extension OutputPlan {
    /// Checks that an output can be written.
    ///
    /// - Parameters:
    ///   - target: The output.
    ///   - isOurs: Whether a file at its path may be the run's own.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    package func check(_ target: Target, isOurs: Bool = false) throws(RunnerError) {
        try Self.check(target.path, replaces: replaces || isOurs)
        if access(target.partialPath, W_OK) == 0 { return }
        // A file that cannot be created now could not be created after paying.
        let descriptor = open(target.partialPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunnerError(
                .cannotWrite,
                "the output '\(target.path)' cannot be written: \(SystemReason.text())",
                help: "choose another place with -o"
            )
        }
        close(descriptor)
        unlink(target.partialPath)
    }

    /// Checks that a file may get a name.
    ///
    /// - Parameters:
    ///   - path: The name.
    ///   - replaces: Whether a file that has it may be replaced; nothing but a file ever is.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    package static func check(_ path: String, replaces: Bool) throws(RunnerError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let directory =
            parts.count == 1
            ? "." : parts.count == 2 && parts[0].isEmpty ? "/" : parts.dropLast().joined(separator: "/")
        try check(directory, of: path)
        if isDirectory(path) { throw PathOccupant.directory.refusal(of: path) }
        guard let occupant = PathOccupant(path) else { return }
        // Not even somebody who may do anything wants a device to become a video.
        if !occupant.isReplaceable { throw occupant.refusal(of: path) }
        guard replaces else {
            throw RunnerError(
                .cannotWrite,
                "the output '\(path)' already exists",
                help: "choose another name with -o, or replace it with --force"
            )
        }
    }

    /// Checks a place that the user names: standard output and an empty name are none.
    ///
    /// - Parameters:
    ///   - place: A file or a directory.
    ///   - command: The command, for the advice.
    /// - Throws: ``RunnerError`` with `usage`.
    package static func check(place: String, command: String) throws(RunnerError) {
        if place.isEmpty {
            throw RunnerError(.usage, "-o is empty", help: "give a file or a directory, or omit it")
        }
        if place == "-" {
            throw RunnerError(
                .usage,
                "the output cannot be written to standard output, where its path is printed",
                help:
                    "write to a file, and pass that on: \(command) … -o FILE && cat FILE; for a file named '-', write -o ./-"
            )
        }
    }

    private static func check(_ directory: String, of path: String) throws(RunnerError) {
        guard isDirectory(directory) else {
            let meant = FilePath.inHome(path, home: ProcessInfo.processInfo.environment["HOME"])
            throw RunnerError(
                .cannotWrite,
                "the output directory '\(directory)' does not exist",
                help: meant.map { "the shell did not expand '~'; write \(CommandText.line(["-o", $0]))" }
                    ?? "create it: \(CommandText.line(["mkdir", "-p", directory]))"
            )
        }
        guard access(directory, W_OK | X_OK) == 0 else {
            throw RunnerError(
                .cannotWrite,
                "the output directory '\(directory)' is not writable",
                help: "check its permissions, or choose another place with -o"
            )
        }
    }
}
