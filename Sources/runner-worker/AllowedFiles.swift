internal import Glibc
internal import InferenceKit
internal import Synchronization

/// The files that a model may hand to the transport: inputs, outputs and the scratch directory of the run under way.
///
/// The kernel refuses others as well. This check also holds with `--unsafe-models` and on old kernels, and says what to do.
final class AllowedFiles: Sendable {
    private struct Places {
        var readable: Set<String> = []
        var writable: Set<String> = []
        /// Directories, each with a slash at its end.
        var scratch: Set<String> = []
    }

    private let places = Mutex(Places())

    /// Allows the files of a run, and no longer those of the run before.
    ///
    /// - Parameters:
    ///   - inputs: The values of the inputs; files among them have a path.
    ///   - outputs: The output files.
    ///   - scratch: The directory for temporary files.
    func begin(inputs: [String: JSONValue], outputs: some Sequence<String>, scratch: String) {
        let (inputs, outputs) = (inputs.values.flatMap(Self.paths).map(real), outputs.map(real))
        let directory = real(scratch) + "/"
        places.withLock { places in
            places = Places(readable: Set(inputs), writable: Set(outputs), scratch: [directory])
        }
    }

    /// Refuses a file that a request is about to send.
    ///
    /// - Parameter path: The file.
    /// - Throws: `TransportError` with `file`.
    func checkSending(_ path: String) throws(TransportError) {
        let real = real(path)
        if places.withLock({ $0.readable.contains(real) }) { return }
        try check(path, real, "sends", "declare it as an input in inf.yml")
    }

    /// Refuses a file that a download is about to fill.
    ///
    /// - Parameter path: The file.
    /// - Throws: `TransportError` with `file`.
    func checkWriting(_ path: String) throws(TransportError) {
        try check(path, real(path), "writes", "declare it as an output in inf.yml")
    }

    private func check(_ path: String, _ real: String, _ verb: String, _ help: String) throws(TransportError) {
        let isAllowed = places.withLock { places in
            places.writable.contains(real) || places.scratch.contains { real.hasPrefix($0) }
        }
        guard !isAllowed else { return }
        throw TransportError(
            .file,
            "the model \(verb) '\(path)', which is neither an input, an output nor in its scratch directory; \(help)",
            mayHaveReachedServer: false
        )
    }

    private static func paths(in value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap(paths)
        case .object(let members): members["path"]?.string.map { [$0] } ?? []
        default: []
        }
    }
}

/// The path without symbolic links; of a file that does not exist, that of its directory and its name.
private func real(_ path: String) -> String {
    func resolve(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
    if let found = resolve(path) { return found }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let directory = parts.count == 1 ? "." : parts.dropLast().joined(separator: "/")
    guard let name = parts.last, name != "..", let found = resolve(directory) else { return path }
    return "\(found)/\(name)"
}
