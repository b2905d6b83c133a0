internal import ErrorReporting
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply

/// The inputs of a request with every one that was sent as bytes in a file.
struct SentInputs {
    /// The inputs; none of them is bytes.
    var inputs: GivenInputs
    /// The files; `nil` when there are none.
    var files: SentFiles?

    /// Writes the bytes of a request to files.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - manifest: Not every input is a file.
    ///   - installation: Says where files go that are not needed after the run.
    /// - Throws: ``RunnerError`` with `configuration` when they cannot be written.
    init(_ request: PredictionRequest, _ manifest: Manifest, _ installation: Installation) throws(RunnerError) {
        inputs = request.inputs
        for name in request.inputs.names {
            guard case .bytes(let bytes) = request.inputs.values[name], manifest.input(name) != nil else { continue }
            let place: SentFiles
            if let files { place = files } else { place = try SentFiles(in: installation.temporaryFolder) }
            files = place
            inputs.set(name, .stored(try place.store(bytes, for: name)))
        }
    }
}
