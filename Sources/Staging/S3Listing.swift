internal import InferenceKit

/// Reads the list of a bucket's objects.
///
/// The document is made by a program and has no attributes on what is read here, so that a search for its elements suffices.
enum S3Listing {
    /// The objects whose names below the prefix are hashes; others are not ours.
    ///
    /// - Parameters:
    ///   - body: The answer, XML.
    ///   - prefix: What comes before the names.
    /// - Returns: The objects in the order of the list.
    static func objects(_ body: [UInt8], below prefix: String) -> [S3Files.Object] {
        var text = Substring(decoding: body, as: UTF8.self)
        var objects: [S3Files.Object] = []
        while let entry = element("Contents", in: &text) {
            var (key, size, time) = (entry, entry, entry)
            guard let name = element("Key", in: &key), let length = element("Size", in: &size).flatMap({ Int64($0) }),
                let written = element("LastModified", in: &time).flatMap({ UTCTime(iso8601Basic: basic($0)) })
            else { continue }
            let last = String(name.dropFirst(prefix.count))
            guard name.hasPrefix(prefix), last.utf8.count == 64, last.utf8.allSatisfy(isHexDigit) else { continue }
            objects.append(
                S3Files.Object(sha256: last, sizeBytes: length, secondsSinceEpoch: written.secondsSinceEpoch)
            )
        }
        return objects
    }

    /// The content of the next element with a name; the text begins after it then.
    private static func element(_ name: String, in text: inout Substring) -> Substring? {
        guard let start = text.firstRange(of: "<\(name)>") else { return nil }
        let rest = text[start.upperBound...]
        guard let end = rest.firstRange(of: "</\(name)>") else { return nil }
        text = rest[end.upperBound...]
        return rest[..<end.lowerBound]
    }

    /// Such as `20261130T083000Z`, of a time with or without fractions of a second.
    private static func basic(_ text: Substring) -> String {
        "\(text.prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" })Z"
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
