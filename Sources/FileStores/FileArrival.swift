internal import ErrorReporting
internal import Glibc
internal import ModelOutputs
internal import SystemReasons

/// A file that is written beside its place and gets its name once it is complete.
///
/// What had the name before is there until then, so nothing is lost when the file cannot be written.
struct FileArrival: Sendable {
    private let path: String
    /// Where the file is written.
    let partialPath: String

    /// - Parameter path: The name that it will get.
    init(at path: String) {
        self.path = path
        partialPath = "\(path).\(String(UInt32.random(in: .min ... .max), radix: 36)).partial"
    }

    /// Gives the file its name.
    ///
    /// - Parameter replaces: Whether a file that has it is replaced; nothing but a file ever is.
    /// - Throws: ``RunnerError`` with `cannot-write`; what had the name keeps it then.
    func name(replaces: Bool) throws(RunnerError) {
        if let occupant = PathOccupant(path) {
            if !occupant.isReplaceable { throw occupant.refusal(of: path) }
            guard replaces else { throw refusal(SystemReason.text(EEXIST)) }
        }
        if !replaces {
            if link(partialPath, path) == 0 { return }
            // Some file systems have no hard links.
            guard errno != EEXIST else { throw refusal(SystemReason.text(EEXIST)) }
        }
        guard rename(partialPath, path) == 0 else { throw refusal(SystemReason.text()) }
    }

    /// Removes what has not got its name.
    func end() { unlink(partialPath) }

    private func refusal(_ reason: String) -> RunnerError {
        RunnerError(
            .cannotWrite,
            "'\(path)' cannot be written: \(reason)",
            help: "choose another place with -o, or replace the file with --force"
        )
    }
}
