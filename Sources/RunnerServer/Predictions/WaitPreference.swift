internal import HTTPTypes

/// How long a request waits for the end of its run: `Prefer: wait=10`, RFC 7240 §4.3.
package struct WaitPreference: Sendable, Hashable {
    /// What is answered as applied.
    package let applied: String
    /// How long the request waits.
    ///
    /// It is a little less than what was asked for, since clients give up that long after they have sent the request.
    package let limit: Duration

    /// Reads the header.
    ///
    /// - Parameter header: The value of `Prefer`; `nil` when the request does not wait.
    /// - Throws: ``Problem`` with 400 for a wait that is not a number of seconds from 1 to 60.
    package init?(_ header: String?) throws(Problem) {
        guard let header else { return nil }
        let preferences = header.split(separator: ",").map { part in
            part.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        guard let wait = preferences.first(where: { $0 == "wait" || $0.hasPrefix("wait=") }) else { return nil }
        guard wait != "wait" else {
            applied = "wait"
            limit = .seconds(55)
            return
        }
        guard let seconds = Int(wait.dropFirst("wait=".count)), (1...60).contains(seconds) else {
            throw Problem(
                .badRequest,
                "the header 'Prefer' asks for '\(wait.prefix(40))'",
                help: "write wait=N with N from 1 to 60 seconds"
            )
        }
        applied = "wait=\(seconds)"
        limit = .milliseconds(seconds * 1_000 - 300)
    }
}
