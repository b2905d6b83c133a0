/// The fields of a request: names and values; fields without a value are not sent.
///
/// ```swift
/// let form: JSONForm = ["model": "…", "image_url": url, "seed": input.seed]  // no "seed" when it is nil
/// ```
public struct JSONForm: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// The fields that are sent.
    public let fields: [String: JSONValue]

    /// The body of a request with the form, as JSON text in UTF-8 with sorted names.
    public let body: [UInt8]

    /// Creates a form from names and values; `nil` leaves a field out.
    ///
    /// - Parameter elements: Names and values; a later field replaces an earlier one of the same name.
    public init(dictionaryLiteral elements: (String, (any JSONConvertible)?)...) {
        var fields: [String: JSONValue] = [:]
        for (name, value) in elements { fields[name] = value?.jsonValue }
        self.init(fields)
    }

    /// Creates a form from fields.
    ///
    /// - Parameter fields: Names and values.
    public init(_ fields: [String: JSONValue]) {
        self.fields = fields
        body = JSONValue.object(fields).encoded
    }

    /// Returns the form with another field, in place of one of the same name.
    ///
    /// - Parameters:
    ///   - name: The field.
    ///   - value: Its value; `nil` leaves the form as it is.
    /// - Returns: The whole form.
    public func adding(_ name: String, _ value: (any JSONConvertible)?) -> JSONForm {
        guard let value else { return self }
        return JSONForm(fields.merging([name: value.jsonValue]) { $1 })
    }
}

/// A value that JSON can hold.
public protocol JSONConvertible: Sendable {
    /// The value as JSON.
    var jsonValue: JSONValue { get }
}

extension String: JSONConvertible {
    /// The text as JSON.
    public var jsonValue: JSONValue { .string(self) }
}

extension Int: JSONConvertible {
    /// The number as JSON.
    public var jsonValue: JSONValue { .int(self) }
}

extension Double: JSONConvertible {
    /// The number as JSON.
    public var jsonValue: JSONValue { .double(self) }
}

extension Bool: JSONConvertible {
    /// The Boolean as JSON.
    public var jsonValue: JSONValue { .bool(self) }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    /// The array as JSON.
    public var jsonValue: JSONValue { .array(map(\.jsonValue)) }
}

extension JSONForm: JSONConvertible {
    /// The fields as a JSON object.
    public var jsonValue: JSONValue { .object(fields) }
}

extension JSONValue: JSONConvertible {
    /// The value itself.
    public var jsonValue: JSONValue { self }
}
