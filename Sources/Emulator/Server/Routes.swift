import InferenceKit

/// Passes each request to its handler.
struct Routes: Sendable {
    /// The services; each request goes to the first that answers it.
    let services: [any EmulatedService]

    /// Serves videos, masks and uploads.
    let files: FileHandler

    /// Accepts uploads.
    let uploads: UploadHandler

    /// Answers questions about the emulator.
    let control: ControlHandler

    /// Returns the answer to a request.
    ///
    /// - Parameter incoming: The request.
    /// - Returns: What to send back.
    /// - Throws: `CancellationError`, and what the connection throws.
    func answer(_ incoming: Incoming) async throws -> Answer {
        for service in services {
            if let answer = try await service.answer(incoming) { return answer }
        }
        let parts = incoming.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        switch (parts.first, parts.count) {
        case ("videos", 2): return try files.video(parts[1], incoming)
        case ("masks", 2): return try files.mask(parts[1], incoming)
        case ("uploads", 2) where incoming.method == "PUT": return try await uploads.answer(parts[1], incoming)
        case ("uploads", 3): return try files.upload("\(parts[1])/\(parts[2])", incoming)
        case ("emulator", 1) where control.identifiesItself: return control.identification(incoming)
        case ("emulator", 2) where parts[1] == "stats": return await control.statistics(incoming)
        case ("emulator", 2) where parts[1] == "faults": return try await control.faults(incoming)
        default: return .problem(404, "no such path")
        }
    }
}
