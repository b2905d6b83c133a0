internal import Addresses

/// The header of a part of `multipart/form-data`.
package struct MultipartHeader: Sendable, Hashable {
    /// The name of the form's field.
    package let name: String
    /// The name of the file; `nil` when the sender gave none.
    package let fileName: String?

    /// Reads a header.
    ///
    /// - Parameter text: Lines, without the empty one at the end.
    /// - Throws: ``MultipartParser/Malformed`` when it names no field.
    init(_ text: String) throws(MultipartParser.Malformed) {
        var disposition: [String: String] = [:]
        for line in text.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-disposition" else { continue }
            disposition = Self.parameters(String(parts[1]))
        }
        guard let name = disposition["name"] else {
            throw MultipartParser.Malformed(reason: "a part has no name in its Content-Disposition")
        }
        self.name = name
        fileName = disposition["filename*"].flatMap(Self.extended) ?? disposition["filename"]
    }

    /// Reads the parameters of a header field: `form-data; name="content"; filename="a.jpg"`.
    ///
    /// - Parameter text: The value of the field.
    /// - Returns: The parameters by their names in lower case.
    static func parameters(_ text: String) -> [String: String] {
        var parameters: [String: String] = [:]
        var rest = text.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    // Browsers do not escape a backslash, so it only escapes a quote.
                    if character == "\\", rest.first == "\"" {
                        value.append("\"")
                        rest = rest.dropFirst()
                    } else {
                        value.append(character)
                    }
                }
                rest = rest.drop { $0 != ";" }
            } else {
                value = String(rest.prefix { $0 != ";" })
                rest = rest.dropFirst(value.count)
                value = value.filter { $0 != " " && $0 != "\t" }
            }
            parameters[name.lowercased()] = value
        }
        return parameters
    }

    /// Reads an extended value, RFC 8187: `UTF-8''na%C3%AFve.jpg`.
    private static func extended(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return PercentDecoding.strictlyDecoded(parts[2])
    }
}
