import InferenceKit

/// Leads each request to its handler.
struct Routes: Sendable {
    /// The service's actions.
    let actions: VisionHandler

    /// Videos, masks and uploads.
    let files: FileHandler

    /// Uploads on their way in.
    let uploads: UploadHandler

    /// The emulator itself.
    let control: ControlHandler

    /// The example service.
    let example: ExampleHandler

    /// Returns the answer to a request.
    ///
    /// - Parameter incoming: The request.
    /// - Returns: What to send back.
    /// - Throws: `CancellationError`, and what the connection throws.
    func answer(_ incoming: Incoming) async throws -> Answer {
        let parts = incoming.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        switch (parts.first, parts.count) {
        case (nil, _): return try await actions.answer(incoming)
        case ("videos", 2): return try await files.video(parts[1], incoming)
        case ("masks", 2): return try await files.mask(parts[1], incoming)
        case ("uploads", 2) where incoming.method == "PUT": return try await uploads.answer(parts[1], incoming)
        case ("uploads", 3): return try await files.upload("\(parts[1])/\(parts[2])", incoming)
        case ("emulator", 2) where parts[1] == "stats": return await control.statistics(incoming)
        case ("emulator", 2) where parts[1] == "faults": return try await control.faults(incoming)
        case ("example", 3) where parts[1...] == ["v1", "greetings"]: return try await example.greeting(incoming)
        default: return .problem(404, "no such place")
        }
    }
}
