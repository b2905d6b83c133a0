package import InferenceKit

extension [String: JSONValue] {
    /// The file with a name such as `image`, or `image[1]` in an output that holds several.
    package func file(_ name: String) -> JSONValue? {
        let (output, index) = Self.parts(of: name)
        guard let index else { return self[output] }
        guard let files = self[output]?.array, files.indices.contains(index) else { return nil }
        return files[index]
    }

    /// Puts a file in place of the one with a name.
    package mutating func set(_ file: JSONValue, asFile name: String) {
        let (output, index) = Self.parts(of: name)
        guard let index else {
            self[output] = file
            return
        }
        guard case .array(var files)? = self[output], files.indices.contains(index) else { return }
        files[index] = file
        self[output] = .array(files)
    }

    /// Changes the path of a file.
    package mutating func set(path: String, ofFile name: String) {
        guard case .object(var members)? = file(name) else { return }
        members["path"] = .string(path)
        set(.object(members), asFile: name)
    }

    private static func parts(of name: String) -> (output: String, index: Int?) {
        guard let bracket = name.firstIndex(of: "["), name.hasSuffix("]") else { return (name, nil) }
        return (String(name[..<bracket]), Int(name[name.index(after: bracket)...].dropLast()))
    }
}
