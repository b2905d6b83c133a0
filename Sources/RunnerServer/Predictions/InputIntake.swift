internal import InferenceKit
internal import ModelInputs
internal import ModelManifest

/// Turns the `input` of a request into inputs of the core: files of the server where a URL means one.
struct InputIntake {
    let uploads: any UploadedFiles
    /// The addresses by which clients know the server.
    let bases: [String]

    /// Reads inputs.
    ///
    /// - Parameters:
    ///   - members: The object `input`.
    ///   - manifest: Which inputs are files.
    ///   - client: Who sent them.
    /// - Returns: The inputs, and whether there is a link among them, which the service would fetch.
    /// - Throws: ``Problem`` when a file cannot be taken.
    func inputs(
        _ members: [String: JSONValue],
        for manifest: Manifest,
        of client: Client
    ) async throws -> (given: GivenInputs, hasLinks: Bool) {
        var given = GivenInputs()
        var hasLinks = false
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .null {
            guard manifest.input(name)?.type.isFile == true else {
                given.set(name, .json(value))
                continue
            }
            if case .array(let elements) = value {
                var files: [GivenInputs.Value] = []
                for element in elements { files.append(try await file(element, name, client, &hasLinks)) }
                given.set(name, .list(files))
            } else {
                given.set(name, try await file(value, name, client, &hasLinks))
            }
        }
        return (given, hasLinks)
    }

    /// One file: a `data:` URL, an upload, or a link, which stays as it is.
    private func file(
        _ value: JSONValue,
        _ name: String,
        _ client: Client,
        _ hasLinks: inout Bool
    ) async throws -> GivenInputs.Value {
        guard let text = value.string else { return .json(value) }
        if let bytes = try DataURL.bytes(text, input: name) {
            return .stored(try await uploads.keep(bytes, of: client))
        }
        if let path = path(atThisServer: text), let file = try await uploads.file(at: path, of: client) {
            return .stored(file)
        }
        hasLinks = hasLinks || text.contains("://")
        return .json(value)
    }

    /// The path in a URL of this server; `nil` for any other text.
    private func path(atThisServer text: String) -> String? {
        if text.hasPrefix("/v1/") { return text }
        for base in bases where text.hasPrefix("\(base)/") { return String(text.dropFirst(base.count)) }
        return nil
    }
}
