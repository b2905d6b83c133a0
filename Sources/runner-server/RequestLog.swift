import Dispatch
import FoundationEssentials
import Glibc
import Logging
import RunnerServer

/// The log of requests on standard error, one JSON object a line.
enum RequestLog {
    /// Logs requests.
    static let logger = Logger(label: "request") { _ in
        JSONLogHandler(now: { TimeText.text(Date()) }) { line in lines.async { write(line) } }
    }

    /// A reader that is slow delays neither requests nor their answers.
    private static let lines = DispatchQueue(label: "log")

    private static func write(_ line: [UInt8]) {
        line.withUnsafeBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
