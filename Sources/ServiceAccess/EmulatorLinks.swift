internal import Glibc
internal import InferenceKit
internal import ModelSupply

/// The links that an emulator may fetch, which are those among the inputs of its runs.
///
/// They are in a file: a model could send a request to the emulator, but it cannot write the file.
struct EmulatorLinks: Sendable, Hashable {
    /// The file, with one link per line.
    let path: String

    /// Adds the links among the inputs of a run.
    ///
    /// - Parameter inputs: The values.
    func add(_ inputs: some Sequence<JSONValue>) {
        let links = inputs.flatMap(Self.links)
        guard !links.isEmpty else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        // An emulator that has ended has removed it; one that finds no link says so.
        guard file >= 0 else { return }
        defer { close(file) }
        let lines = Array(links.map { "\($0)\n" }.joined().utf8)
        lines.withUnsafeBytes { _ = write(file, $0.baseAddress, $0.count) }
    }

    private static func links(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): text.contains("://") && !text.utf8.contains { $0 < 0x20 } ? [text] : []
        case .array(let elements): elements.flatMap(links)
        default: []
        }
    }
}
