package import InferenceKit

/// What a run predicts from.
package struct RunInput: Sendable, Hashable {
    /// The inputs as the user gave them.
    package var given: [String: JSONValue]
    /// The inputs as the model gets them, with defaults and what is known of each file.
    package var checked: [String: JSONValue]
    /// The local files among them.
    package var files: [RunFile]
    /// SHA-256 in hex of everything about the inputs that decides the result: values, bytes of files, links.
    package var fingerprint: String
    /// Whether everything was kept; the database sets it to false when it leaves the query of a link out.
    package var isComplete = true

    /// Describes inputs.
    ///
    /// - Parameters:
    ///   - given: The inputs as the user gave them.
    ///   - checked: The inputs as the model gets them.
    ///   - files: The local files among them.
    ///   - fingerprint: SHA-256 in hex of everything that decides the result.
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

/// A file that a run read or wrote, so that it can be found out later whether it is still the same.
package struct RunFile: Sendable, Hashable, Codable {
    /// The name of the input or output.
    package var name: String
    /// The absolute path.
    package var path: String
    /// The length in bytes.
    package var sizeBytes: Int64
    /// SHA-256 of the bytes, in hex.
    package var sha256: String

    /// Describes a file.
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
    /// The absolute path that it will have.
    package var path: String
    /// The absolute path that it has until it is complete.
    package var partialPath: String
    /// The part of the path that another name can be made of; `nil` when the user chose the name.
    package var base: String?
    /// The end of the path, such as `.mp4`.
    package var ending: String

    /// Describes a place.
    ///
    /// - Parameters:
    ///   - output: The name of the output in the manifest.
    ///   - path: The absolute path that it will have.
    ///   - partialPath: The absolute path that it has until it is complete.
    ///   - base: The part of the path that another name can be made of.
    ///   - ending: The end of the path.
    package init(output: String, path: String, partialPath: String, base: String?, ending: String) {
        self.output = output
        self.path = path
        self.partialPath = partialPath
        self.base = base
        self.ending = ending
    }
}
