internal import ErrorReporting
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply

/// The inputs of a request with every one that was sent as bytes, or as a `data:` link, in a file.
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
            guard let value = request.inputs.values[name], let declaration = manifest.input(name),
                let bytes = Self.bytes(value, isFile: declaration.type.isFile)
            else { continue }
            let place: SentFiles
            if let files { place = files } else { place = try SentFiles(in: installation.temporaryFolder) }
            files = place
            inputs.set(name, .stored(try place.store(bytes, for: name)))
        }
    }

    /// The bytes that a value carries; `nil` for paths, links and plain values, and for a link that cannot be decoded.
    private static func bytes(_ value: GivenInputs.Value, isFile: Bool) -> [UInt8]? {
        switch value {
        case .bytes(let bytes): return bytes
        case .text(let text): return isFile ? linked(text) : nil
        case .json(let json): return isFile ? json.string.flatMap(linked) : nil
        case .path, .stored: return nil
        }
    }

    private static func linked(_ text: String) -> [UInt8]? {
        DataLink.isMeant(by: text) ? try? DataLink(text).bytes : nil
    }
}
