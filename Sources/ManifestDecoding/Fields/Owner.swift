import Diagnostics

/// What a mapping is to a person: "manifest", "input 'image'", "'size' of input 'image'".
///
/// Kept in parts, and put together only for a message: most mappings are right, and a good manifest should cost no words.
struct Owner {
    private let kind: String
    private let name: String?
    private var key: String?

    /// Creates an owner.
    ///
    /// - Parameters:
    ///   - kind: What it is: "manifest", "input"; empty for a key of which there is one.
    ///   - name: What it is named, if there can be several.
    init(_ kind: String, _ name: String? = nil) {
        self.kind = kind
        self.name = name
    }

    /// The mapping under a key that there is once in a manifest.
    ///
    /// - Parameter key: The key.
    /// - Returns: The owner of the mapping's content.
    static func key(_ key: String) -> Owner { Owner("", key) }

    /// Returns the mapping under one of the owner's keys.
    ///
    /// - Parameter key: The key.
    /// - Returns: The owner of that mapping's content.
    func part(_ key: String) -> Owner {
        var part = self
        part.key = key
        return part
    }
}

// MARK: - CustomStringConvertible

extension Owner: CustomStringConvertible {
    /// The words for a message.
    package var description: String {
        let words = [key.map { "\(quoted($0)) of" }, kind.isEmpty ? nil : kind, name.map { quoted($0) }]
        return words.compactMap(\.self).joined(separator: " ")
    }
}
