internal import Addresses
internal import Diagnostics
internal import InferenceKit

extension GivenInputs.Value {
    /// The file of this machine that the value names, for an input that is a file; `nil` for links and everything else.
    package var localFile: StoredFile? {
        switch self {
        case .stored(let file): file
        case .path(let path): StoredFile(path: path, shown: quoted(path))
        case .text(let text), .json(.string(let text)):
            FileInputCheck.localPath(text).map { StoredFile(path: $0, shown: quoted($0)) }
        case .output(let file): StoredFile(path: file.path, shown: quoted(file.path))
        case .json, .bytes, .list: nil
        }
    }
}

extension FileInputCheck {
    /// The path that a text names: `face.jpg`, `@face.jpg` or `file:///tmp/face.jpg`.
    ///
    /// - Parameter text: What was given for a file.
    /// - Returns: The path; `nil` for a link.
    static func localPath(_ text: String) -> String? {
        if text.prefix(5).lowercased() == "data:" { return nil }
        if let path = path(ofFileLink: text) { return path }
        guard case .notALink = LinkCheck.judge(text, allowsLoopback: true) else { return nil }
        return text.hasPrefix("@") ? String(text.dropFirst()) : text
    }
}
