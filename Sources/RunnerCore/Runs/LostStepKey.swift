internal import ErrorReporting
internal import FoundationEssentials
internal import Hashing
internal import RunStore

/// The name of a run for services, which says nothing about the run and stays the same in every part of it.
enum LostStepKey {
    /// The name in requests that are shown and not sent.
    static let unsent = String(repeating: "0", count: 40)

    /// Returns the name.
    ///
    /// - Parameter run: The run; `nil` for one that is not recorded and cannot be resumed, which gets a random name.
    /// - Returns: 40 hexadecimal digits.
    /// - Throws: ``RunnerError`` when hashing fails.
    static func run(_ run: RunID?) throws(RunnerError) -> String {
        let text = run.map { "runner-run-1 \($0)" } ?? "runner-test-1 \(UUID().uuidString)"
        do {
            return String(try SHA256.digest(of: text).hex.prefix(40))
        } catch {
            throw RunnerError(.configuration, "the name of the run cannot be made: \(error)")
        }
    }
}
