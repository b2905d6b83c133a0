package import InferenceKit
package import ModelManifest

extension ScalarValue {
    /// A text, a number or a boolean of JSON; `nil` for everything else.
    ///
    /// - Parameter json: The value.
    package init?(json: JSONValue) {
        switch json {
        case .string(let text): self = .string(text)
        case .int(let number): self = .integer(number)
        case .double(let number): self = .number(number)
        case .bool(let truth): self = .boolean(truth)
        case .null, .array, .object: return nil
        }
    }
}
