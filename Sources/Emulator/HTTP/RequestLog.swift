import Diagnostics
import Glibc
package import InferenceKit

/// Writes one line for each request to standard error.
package struct RequestLog: Sendable {
    private let isQuiet: Bool
    private let time: any TimeSource

    /// Creates a log.
    ///
    /// - Parameters:
    ///   - isQuiet: Whether nothing is written.
    ///   - time: The clock.
    package init(isQuiet: Bool, time: any TimeSource) {
        self.isQuiet = isQuiet
        self.time = time
    }

    /// Writes a line with the time of day in front.
    ///
    /// - Parameter text: The line, without queries of URLs and without secrets.
    package func write(_ text: String) {
        guard !isQuiet else { return }
        let line = Array("\(printableLine("\(time.now.iso8601) \(text)"))\n".utf8)
        // One call for each line keeps the lines of several requests apart. A closed standard error is ignored.
        line.withUnsafeBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
