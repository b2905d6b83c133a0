import InferenceKit

/// Downloads the files that a client names by their URLs, as a service does.
struct InputFetcher: Sendable {
    /// How downloads are made.
    let transport: any Transport

    /// Where the files go.
    let directory: WorkDirectory

    /// Which links are fetched.
    let links: InputLinks

    /// What goes wrong.
    let faults: ActiveFaults

    /// Downloads a file.
    ///
    /// - Parameters:
    ///   - url: Where it is.
    ///   - field: The field of the request that named it, for the error.
    /// - Returns: The file.
    /// - Throws: ``UnusableInput`` when it cannot be downloaded; `CancellationError`.
    func fetch(_ url: String, field: String) async throws -> String {
        guard links.allows(url) else { throw UnusableInput("\(field) is not a link that was given as an input") }
        switch faults.take(at: .fetch)?.effect {
        case .slow(let duration): try await Task.sleep(for: duration)
        case .dead(let status): throw UnusableInput("\(field) answers with HTTP \(status), by a fault")
        default: break
        }
        let path = directory.newPath("input")
        var isComplete = false
        defer { if !isComplete { WorkDirectory.remove(path) } }
        do {
            let answer = try await transport.download(HTTPRequest("GET", url), to: path) { _, _ in }
            guard (200..<300).contains(answer.status) else {
                throw UnusableInput("\(field) returned HTTP \(answer.status)")
            }
            isComplete = true
            return path
        } catch let error as TransportError {
            try Task.checkCancellation()
            throw UnusableInput("\(field) cannot be fetched: \(error)")
        }
    }
}
