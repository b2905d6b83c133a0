package import InferenceKit
package import ModelManifest

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

    /// The length of a recording in seconds, of several together; `nil` if it is not known.
    package func seconds(of input: String) -> Double? {
        let seconds = files(of: input).map(\.seconds)
        guard !seconds.isEmpty, !seconds.contains(nil) else { return nil }
        return seconds.reduce(0) { $0 + ($1 ?? 0) }
    }

    /// The files of an input, which are several when it holds a list.
    package func files(of input: String) -> [MediaFile] {
        files.filter { Self.input(ofFile: $0.name) == input }
    }

    /// The name of one of the files of an input that holds a list, such as `image[0]`.
    ///
    /// - Parameters:
    ///   - input: The input.
    ///   - index: The number of the file, from 0.
    /// - Returns: The name of the file.
    package static func name(of input: String, at index: Int) -> String { "\(input)[\(index)]" }

    /// The input that a file belongs to: `image` of `image[0]`.
    package static func input(ofFile name: String) -> String { String(name.prefix { $0 != "[" }) }

    /// Puts a file in place of the one with the same name.
    package mutating func replace(_ file: MediaFile, at index: Int) throws {
        files[index] = file
        let input = Self.input(ofFile: file.name)
        guard case .array(var elements)? = values[input] else {
            values[input] = try file.json()
            return
        }
        let json = try file.json()
        elements = elements.map { $0["name"]?.string == file.name ? json : $0 }
        values[input] = .array(elements)
    }

    /// The texts, numbers and booleans among the values.
    package var scalars: [String: ScalarValue] { values.compactMapValues(ScalarValue.init(json:)) }
}
