import InferenceKit
import PictureSubjects

/// The fields of a request's body; each is taken once, so that unknown ones remain.
struct RequestFields {
    private var rest: [String: JSONValue]

    /// Opens a body.
    ///
    /// - Throws: ``Refusal`` with 50215 when it is not an object.
    init(_ body: JSONValue) throws(Refusal) {
        guard case .object(let members) = body else { throw Refusal(.inputInvalid, "the body is not a JSON object") }
        rest = members
    }

    /// Takes a required string that is not empty.
    mutating func requiredString(_ name: String) throws(Refusal) -> String {
        guard let text = try string(name), !text.isEmpty else { throw Refusal(.inputInvalid, "\(name) is missing") }
        return text
    }

    /// Takes a string.
    mutating func string(_ name: String) throws(Refusal) -> String? {
        switch rest.removeValue(forKey: name) {
        case nil: return nil
        case .string(let text): return text
        default: throw Refusal(.inputInvalid, "\(name) is not a string")
        }
    }

    /// Takes a whole number.
    mutating func integer(_ name: String) throws(Refusal) -> Int? {
        switch rest.removeValue(forKey: name) {
        case nil: return nil
        case .int(let number): return number
        default: throw Refusal(.inputInvalid, "\(name) is not a whole number")
        }
    }

    /// Takes a Boolean.
    mutating func boolean(_ name: String) throws(Refusal) -> Bool? {
        switch rest.removeValue(forKey: name) {
        case nil: return nil
        case .bool(let value): return value
        default: throw Refusal(.inputInvalid, "\(name) is not a Boolean")
        }
    }

    /// Takes one string or a list of strings, since clients of the service send both.
    mutating func strings(_ name: String) throws(Refusal) -> [String] {
        switch rest.removeValue(forKey: name) {
        case nil: return []
        case .string(let text):
            return [text]
        case .array(let elements):
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count, !texts.isEmpty, texts.count <= SubjectFinder.maximumSubjects else {
                throw Refusal(.inputInvalid, "\(name) is not a list of one to five strings")
            }
            return texts
        default: throw Refusal(.inputInvalid, "\(name) is neither a string nor a list of strings")
        }
    }

    /// Refuses fields that were not taken.
    ///
    /// - Throws: ``Refusal`` with 50215.
    func finish() throws(Refusal) {
        guard let name = rest.keys.min() else { return }
        throw Refusal(.inputInvalid, "\(name) is not a field of this req_key")
    }
}
