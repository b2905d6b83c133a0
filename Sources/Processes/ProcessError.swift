internal import Subprocess
internal import SystemPackage

/// Why a program could not be run to its end.
package struct ProcessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Sendable, Hashable {
        /// The system did not start the program.
        case notStarted
        /// The program was not started, since this process or the system has no file descriptors left.
        case outOfFiles
        /// The program was stopped because it took too long.
        case timedOut
    }

    /// What went wrong.
    package var code: Code
    /// One phrase.
    package var description: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - description: One phrase.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Describes why a program did not start.
    ///
    /// - Parameters:
    ///   - error: What the system or Subprocess says.
    ///   - description: One phrase.
    init(starting error: any Error, _ description: String) {
        let number = (error as? SubprocessError)?.underlyingError ?? error as? Errno
        let isOutOfFiles = number == .tooManyOpenFiles || number == .tooManyOpenFilesInSystem
        self.init(isOutOfFiles ? .outOfFiles : .notStarted, description)
    }
}
