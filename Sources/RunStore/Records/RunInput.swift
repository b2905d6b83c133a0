package import InferenceKit

/// The inputs of a run.
package struct RunInput: Sendable, Hashable {
    /// The inputs as the user gave them.
    package var given: [String: JSONValue]
    /// The inputs as the model receives them, with defaults and the facts measured for each file.
    package var checked: [String: JSONValue]
    /// The local files among them.
    package var files: [RunFile]
    /// SHA-256 in hex of everything about the inputs that affects the result: values, bytes of files, links.
    package var fingerprint: String
    /// Whether the inputs are complete; the store sets it to `false` when it leaves out the query of a link.
    package var isComplete = true

    /// Creates inputs.
    ///
    /// - Parameters:
    ///   - given: The inputs as the user gave them.
    ///   - checked: The inputs as the model receives them.
    ///   - files: The local files among them.
    ///   - fingerprint: SHA-256 in hex of everything that affects the result.
    package init(
        given: [String: JSONValue],
        checked: [String: JSONValue],
        files: [RunFile],
        fingerprint: String
    ) {
        self.given = given
        self.checked = checked
        self.files = files
        self.fingerprint = fingerprint
    }
}

/// A file that a run read or wrote, described so that a later change to it can be detected.
package struct RunFile: Sendable, Hashable, Codable {
    /// The name of the input or output.
    package var name: String
    /// The absolute path.
    package var path: String
    /// The length in bytes.
    package var sizeBytes: Int64
    /// SHA-256 of the bytes, in hex.
    package var sha256: String

    /// Creates a description of a file.
    ///
    /// - Parameters:
    ///   - name: The name of the input or output.
    ///   - path: The absolute path.
    ///   - sizeBytes: The length in bytes.
    ///   - sha256: SHA-256 of the bytes, in hex.
    package init(name: String, path: String, sizeBytes: Int64, sha256: String) {
        self.name = name
        self.path = path
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
    }
}

/// Where an output file goes.
package struct OutputPlace: Sendable, Hashable, Codable {
    /// The name of the output in the manifest.
    package var output: String
    /// The absolute path of the complete file.
    package var path: String
    /// The absolute path of the incomplete file.
    package var partialPath: String
    /// The part of the path from which another name can be made; `nil` when the user chose the name.
    package var base: String?
    /// The end of the path, such as `.mp4`.
    package var ending: String
    /// The machine whose paths these are; `nil` in records of earlier versions.
    package var host: String?

    /// Creates a place.
    ///
    /// - Parameters:
    ///   - output: The name of the output in the manifest.
    ///   - path: The absolute path of the complete file.
    ///   - partialPath: The absolute path of the incomplete file.
    ///   - base: The part of the path from which another name can be made.
    ///   - ending: The end of the path.
    ///   - host: The machine whose paths these are.
    package init(
        output: String,
        path: String,
        partialPath: String,
        base: String?,
        ending: String,
        host: String? = nil
    ) {
        self.output = output
        self.path = path
        self.partialPath = partialPath
        self.base = base
        self.ending = ending
        self.host = host
    }
}
