internal import InferenceKit

/// One line of a file of JSON lines.
struct JSONLine {
    /// The bytes of the line.
    let bytes: [UInt8]
    /// Where the next line begins.
    let end: Int

    /// Finds the line that begins somewhere.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - start: Where the line begins.
    init(in bytes: [UInt8], from start: Int) {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        self.bytes = Array(bytes[start..<end])
        self.end = min(end + 1, bytes.count)
    }

    /// Whether the line holds nothing but white space.
    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }

    /// The members of the object; `nil` when the line is not one JSON object.
    var members: [String: JSONValue]? {
        guard case .object(let members)? = try? JSONValue(parsing: bytes) else { return nil }
        return members
    }

    /// Where the value of a member begins, in bytes; 0 when its name is written with escapes.
    func offset(of member: String) -> Int {
        let name = Array("\"\(member)\"".utf8)
        guard let range = bytes.firstRange(of: name) else { return 0 }
        let value = bytes[range.upperBound...].firstIndex { ![0x20, 0x09, UInt8(ascii: ":")].contains($0) }
        return value ?? range.lowerBound
    }
}
