package import Diagnostics

/// A value in a YAML file, with the place that it came from.
package struct Node: Sendable {
    /// The content of a node.
    package enum Content: Sendable {
        /// A single value.
        case scalar(Scalar)
        /// A list.
        case sequence([Node])
        /// Keys with values.
        case mapping(Mapping)
        /// Something that was reported already, such as an alias: readers say nothing more about it.
        case invalid
    }

    /// The content of the node.
    package let content: Content
    /// The node's text; a block collection ends where the next token starts.
    package let span: Span
    /// Whether the node is a collection written by indentation rather than in brackets.
    package let isBlock: Bool

    init(_ content: Content, span: Span, isBlock: Bool = false) {
        self.content = content
        self.span = span
        self.isBlock = isBlock
    }

    /// The node as a person would call it: "an integer", "a list".
    package var kindName: String {
        switch content {
        case .scalar(let scalar): scalar.resolved.kindName
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .invalid: "nothing usable"
        }
    }

    /// Whether the value is missing, `~` or `null`.
    package var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.isNull } else { false }
    }
}

extension Node {
    /// The node, as a mapping of which keys may be missing since the text stops being YAML right after it.
    var withMissingKeys: Node {
        guard case .mapping(let mapping) = content else { return self }
        return Node(.mapping(Mapping(notWhole: mapping)), span: span, isBlock: isBlock)
    }
}

/// The keys and values of a mapping, in the order of the file.
///
/// A class, though a value by nature: readers hand it on all the time, and so a copy costs next to nothing.
package final class Mapping: Sendable {
    /// A key with its place.
    package struct Key: Sendable {
        /// The key.
        package let text: String
        /// The key's text in the file, quotes included.
        package let span: Span
        /// A number by which keys are distinguished.
        let code: KeyCode

        /// Creates a key.
        ///
        /// - Parameters:
        ///   - text: The key.
        ///   - span: The key's text in the file, quotes included.
        package init(text: String, span: Span) {
            self.text = text
            self.span = span
            self.code = KeyCode(text)
        }

        /// Whether the key looks like an item of a list whose dash lacks its space.
        package var isDashWithoutBlank: Bool {
            guard text.firstByte == UInt8(ascii: "-"), let second = text.utf8.dropFirst().first else { return false }
            return second | 0x20 >= UInt8(ascii: "a") && second | 0x20 <= UInt8(ascii: "z") || second >= 0x80
        }
    }

    /// A key and its value.
    package struct Pair: Sendable {
        /// The key.
        package let key: Key
        /// Its value.
        package let value: Node

        /// The place to underline for the value: the key when the value is empty or has separate lines.
        package var place: Span {
            value.isBlock || value.span.start == value.span.end ? key.span : value.span
        }
    }

    /// The pairs in the order of the file; of a key that is given twice only the first, except after `-key:`.
    package var pairs: [Pair] { unique.all }
    /// The whole mapping.
    package let span: Span
    /// Whether all keys are here.
    ///
    /// Not so after a syntax error in it, or when a key was refused: what seems to be missing may be there.
    package let isWhole: Bool
    private let unique: UniquePairs

    fileprivate init(notWhole mapping: Mapping) {
        unique = mapping.unique
        span = mapping.span
        isWhole = false
    }

    init(_ pairs: UniquePairs, span: Span, isWhole: Bool) {
        self.unique = pairs
        self.span = span
        self.isWhole = isWhole
    }

    /// Whether the mapping has a key.
    ///
    /// - Parameter key: The key.
    /// - Returns: Whether there is a pair of it.
    package func has(_ key: String) -> Bool {
        unique.index(of: key, KeyCode(key)) != nil
    }

    /// Returns the pair of a key.
    ///
    /// - Parameter key: The key.
    /// - Returns: The pair, or nil when the mapping has no such key.
    package subscript(key: String) -> Pair? {
        unique.index(of: key, KeyCode(key)).map { unique.all[$0] }
    }
}
