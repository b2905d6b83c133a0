internal import ErrorReporting
internal import FileStores
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
            guard let value = request.inputs.values[name], let declaration = manifest.input(name) else { continue }
            let isFile = declaration.type.isFile
            guard isFile, declaration.many != nil else {
                inputs.set(name, try stored(value, for: name, isFile: isFile, installation))
                continue
            }
            var kept: [GivenInputs.Value] = []
            for (index, element) in value.elements.enumerated() {
                let file = CheckedInputs.name(of: name, at: index)
                kept.append(try stored(element, for: file, isFile: true, installation))
            }
            inputs.set(name, .list(kept))
        }
    }

    /// A value with the bytes that it carries in a file; other values as they are.
    private mutating func stored(
        _ value: GivenInputs.Value,
        for name: String,
        isFile: Bool,
        _ installation: Installation
    ) throws(RunnerError) -> GivenInputs.Value {
        guard let bytes = Self.bytes(value, isFile: isFile) else { return value }
        let place: SentFiles
        if let files { place = files } else { place = try SentFiles(in: installation.temporaryDirectory) }
        files = place
        return .stored(try place.store(bytes, for: name))
    }

    /// The bytes that a value carries; `nil` for paths, links and plain values, and for a link that cannot be decoded.
    private static func bytes(_ value: GivenInputs.Value, isFile: Bool) -> [UInt8]? {
        switch value {
        case .bytes(let bytes): return bytes
        case .text(let text): return isFile ? linked(text) : nil
        case .json(let json): return isFile ? json.string.flatMap(linked) : nil
        case .path, .stored, .output, .list: return nil
        }
    }

    private static func linked(_ text: String) -> [UInt8]? {
        DataLink.isMeant(by: text) ? try? DataLink(text).bytes : nil
    }
}
