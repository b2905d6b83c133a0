import InferenceKit

/// The fields of a body or of an object in it; each is taken once, so that unknown ones remain.
///
/// `null` counts as not given.
struct ARKFields {
    private var rest: [String: JSONValue]
    private let place: String

    /// Opens an object.
    ///
    /// - Parameters:
    ///   - value: The object.
    ///   - place: Where it is in the body, such as `content[0].`.
    /// - Throws: ``ARKError`` when it is no object.
    init(_ value: JSONValue, in place: String = "") throws(ARKError) {
        guard case .object(let members) = value else { throw .invalid(place, "It is not a JSON object.") }
        rest = members.filter { $0.value != .null }
        self.place = place
    }

    /// Takes any value.
    mutating func value(_ name: String) -> JSONValue? { rest.removeValue(forKey: name) }

    /// Takes a string.
    mutating func string(_ name: String, among allowed: [String]? = nil, upTo length: Int = .max) throws(ARKError)
        -> String?
    {
        guard let value = value(name) else { return nil }
        guard let text = value.string, case .string = value, text.count <= length else {
            throw .invalid(place + name, "It is not a string of at most \(length) characters.")
        }
        guard allowed?.contains(text) != false else {
            throw .invalid(place + name, "It is none of \(allowed?.joined(separator: ", ") ?? "").")
        }
        return text
    }

    /// Takes a required string that is not empty.
    mutating func requiredString(_ name: String) throws(ARKError) -> String {
        guard let text = try string(name), !text.isEmpty else { throw .missing(place + name) }
        return text
    }

    /// Takes a whole number.
    mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(ARKError) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .int(let number) = value, range.contains(number) else {
            throw .invalid(place + name, "It is not a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// Takes a number.
    mutating func number(_ name: String, in range: ClosedRange<Double>) throws(ARKError) -> Double? {
        guard let value = value(name) else { return nil }
        switch value {
        case .int(let number) where range.contains(Double(number)): return Double(number)
        case .double(let number) where range.contains(number): return number
        default: throw .invalid(place + name, "It is not a number from \(range.lowerBound) to \(range.upperBound).")
        }
    }

    /// Takes a Boolean.
    mutating func boolean(_ name: String) throws(ARKError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else { throw .invalid(place + name, "It is not a Boolean.") }
        return flag
    }

    /// Takes the URL in an object such as `image_url`.
    mutating func url(_ name: String) throws(ARKError) -> String {
        guard let object = value(name) else { throw .missing(place + name) }
        var fields = try ARKFields(object, in: "\(place)\(name).")
        let url = try fields.requiredString("url")
        try fields.finish()
        return url
    }

    /// Refuses fields that were not taken.
    func finish(_ reason: String = "It is not a field of this request.") throws(ARKError) {
        if let name = rest.keys.min() { throw .invalid(place + name, reason) }
    }
}
