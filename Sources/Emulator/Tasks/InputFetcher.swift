import InferenceKit

/// Downloads what a client only names by its URL, as the service does.
struct InputFetcher: Sendable {
    /// How downloads are made.
    let transport: any Transport

    /// Where the files go.
    let folder: WorkDirectory

    /// What goes wrong.
    let state: EmulatorState

    /// Downloads a file.
    ///
    /// - Parameters:
    ///   - url: Where it is.
    ///   - field: The field of the request that named it, for the refusal.
    /// - Returns: The file.
    /// - Throws: ``Refusal`` with 50215 when it cannot be had; `CancellationError`.
    func fetch(_ url: String, field: String) async throws -> String {
        switch await state.fault(at: .fetch)?.effect {
        case .slow(let duration): try await Task.sleep(for: duration)
        case .dead(let status): throw Refusal(.inputInvalid, "\(field) answers with HTTP \(status), by a fault")
        default: break
        }
        let path = folder.newPath("input")
        var isComplete = false
        defer { if !isComplete { WorkDirectory.remove(path) } }
        do {
            let answer = try await transport.download(HTTPRequest("GET", url), to: path) { _, _ in }
            guard (200..<300).contains(answer.status) else {
                throw Refusal(.inputInvalid, "\(field) answers with HTTP \(answer.status)")
            }
            isComplete = true
            return path
        } catch let error as TransportError {
            try Task.checkCancellation()
            throw Refusal(.inputInvalid, "\(field) cannot be fetched: \(error)")
        }
    }
}
