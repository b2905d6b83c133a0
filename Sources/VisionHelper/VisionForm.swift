public import InferenceKit

/// The fields of a request: names and values; fields without a value are not sent.
///
/// ```swift
/// let form: VisionForm = ["req_key": "…", "image_url": url, "seed": input.seed]  // no "seed" when it is nil
/// ```
public struct VisionForm: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// The fields that are sent.
    public let fields: [String: JSONValue]

    /// The body of a request with the form; the service hashes the bytes as they are.
    let body: [UInt8]

    /// Creates a form from names and values; `nil` leaves a field out.
    ///
    /// - Parameter elements: Names and values; a later field replaces an earlier one of the same name.
    public init(dictionaryLiteral elements: (String, (any VisionFormValue)?)...) {
        var fields: [String: JSONValue] = [:]
        for (name, value) in elements { fields[name] = value?.jsonValue }
        self.fields = fields
        body = JSONValue.object(fields).encoded
    }

    /// The model or function that the request is for.
    public var reqKey: String { fields["req_key"]?.string ?? "" }
}

/// A value that a form can hold.
public protocol VisionFormValue: Sendable {
    /// The value as JSON.
    var jsonValue: JSONValue { get }
}

extension String: VisionFormValue {
    /// The text as JSON.
    public var jsonValue: JSONValue { .string(self) }
}

extension Int: VisionFormValue {
    /// The number as JSON.
    public var jsonValue: JSONValue { .int(self) }
}

extension Bool: VisionFormValue {
    /// The truth value as JSON.
    public var jsonValue: JSONValue { .bool(self) }
}
