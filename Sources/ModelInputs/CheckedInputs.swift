package import InferenceKit

/// Inputs that meet the manifest.
package struct CheckedInputs: Sendable, Hashable {
    /// The values for the model, by name, with defaults filled in.
    package var values: [String: JSONValue] = [:]
    /// The files among them, in the order of the manifest.
    package var files: [MediaFile] = []
    /// What is allowed but probably not intended.
    package var warnings: [String] = []

    /// Creates inputs without a value.
    package init() {}

    /// The length of a recording in seconds; `nil` if it is not known.
    package func seconds(of input: String) -> Double? {
        files.first { $0.name == input }?.seconds
    }
}
