package import InferenceKit

/// Inputs that fit the manifest.
package struct CheckedInputs: Sendable, Hashable {
    /// The values for the model, by name, with defaults filled in.
    package var values: [String: JSONValue] = [:]
    /// The files among them, in the order of the manifest.
    package var files: [MediaFile] = []
    /// What is allowed but may surprise.
    package var warnings: [String] = []

    /// The length of a file that lasts, in seconds; `nil` when it is not known.
    package func seconds(of input: String) -> Double? {
        files.first { $0.name == input }?.seconds
    }
}
