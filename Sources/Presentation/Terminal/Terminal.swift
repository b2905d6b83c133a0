import Diagnostics
import ErrorReporting
import Glibc
package import InferenceKit
import SystemReasons

/// The two streams of the program: results on standard output, words for people on standard error.
///
/// Names of files, inputs, models, and what services say end up here. Everything passes through `printableLines`, so that no
/// terminal and no continuous-integration service obeys it; only paths that scripts read, and text that was made printable
/// where it was made, are written as they are.
package enum Terminal {
    /// Writes a line of results.
    package static func print(_ line: String) {
        write(printableLines(line) + "\n", to: STDOUT_FILENO)
    }

    /// Writes several lines of results in one call.
    package static func print(_ lines: [String]) {
        var text = ""
        for line in lines {
            text += printableLines(line)
            text += "\n"
        }
        write(text, to: STDOUT_FILENO)
    }

    /// Writes the path of a result, byte for byte.
    package static func print(path: String) {
        write(path + "\n", to: STDOUT_FILENO)
    }

    /// Writes a JSON value in one line.
    package static func print(_ value: JSONValue) {
        write(value.printableText + "\n", to: STDOUT_FILENO)
    }

    /// Writes results that end their lines themselves and are printable already.
    package static func printRaw(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Writes a line for people.
    package static func say(_ line: String) {
        write(printableLines(line) + "\n", to: STDERR_FILENO)
    }

    /// Writes text for people unchanged.
    package static func sayRaw(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Whether standard error is a terminal.
    package static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The number of columns of the terminal, at least 20.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return 80 }
        return Int(size.ws_col)
    }

    /// The maximum width of a result line: `COLUMNS`, or the terminal's width; `nil` when a program reads it.
    package static var outputWidth: Int? {
        if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)), columns >= 20 { return columns }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return nil }
        return Int(size.ws_col)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                // A closed pipe is not an error; a full disk is.
                if descriptor == STDOUT_FILENO, errno != EPIPE { failed(SystemReason.text()) }
                return
            }
        }
    }

    private static func failed(_ reason: String) -> Never {
        say("error: the result cannot be written to standard output: \(reason)")
        say("help: check where it is redirected to; files that were written are kept")
        exit(ExitStatus.cannotWrite.rawValue)
    }
}
