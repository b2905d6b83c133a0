package import InferenceKit
package import ModelManifest

extension ScalarValue {
    /// The value as the model gets it.
    package var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .int(number)
        case .number(let number): .double(number)
        case .boolean(let truth): .bool(truth)
        }
    }
}
