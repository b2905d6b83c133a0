import BatchPresentation
import Presentation

/// What shows that a command is interrupted, and is drawn again every second.
protocol InterruptionListener: Sendable {
    /// Draws what changes with time.
    func tick()
    /// Prints a line even with `--quiet`.
    func insist(_ text: String)
}

extension ProgressReporter: InterruptionListener {}

extension BatchReport: InterruptionListener {}
