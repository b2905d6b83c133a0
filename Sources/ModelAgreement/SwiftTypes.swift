import InferenceKit
import ModelManifest

extension ValueType {
    /// The type of a property that holds a value of this type.
    var swiftName: String {
        switch self {
        case .image, .audio, .video, .file: "MediaFile"
        case .string: "String"
        case .integer: "Int"
        case .number: "Double"
        case .boolean: "Bool"
        }
    }

    /// Whether a property of a kind holds all values of this type.
    func fits(_ kind: PropertyShape.Kind) -> Bool {
        if kind == .anything { return true }
        return switch self {
        case .image, .audio, .video, .file: kind == .file
        case .string: kind == .string
        case .integer: kind == .integer
        case .number: kind == .number
        case .boolean: kind == .boolean
        }
    }
}

extension PropertyShape.Kind {
    /// The types that a manifest can declare, as a sentence lists them.
    static let declarableTypes = "String, Int, Double, Bool or MediaFile"

    /// The type that a manifest declares for such a property.
    var declared: String {
        switch self {
        case .file: "file"
        case .string, .anything, .other: "string"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        }
    }
}

extension PropertyShape {
    /// The property's declaration, in quotes.
    var swiftDeclaration: String { "'\(name): \(typeName)\(isOptional ? "?" : "")'" }
}

/// Returns the name of a property as Swift code, in backticks if it is a keyword.
func identifier(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
}

/// The keywords that a property cannot be named without backticks,
/// <https://docs.swift.org/swift-book/documentation/the-swift-programming-language/lexicalstructure#Keywords-and-Punctuation>.
private let keywords: Set<String> = [
    "associatedtype", "borrowing", "class", "consuming", "deinit", "enum", "extension", "fileprivate", "func", "import",
    "init", "inout", "internal", "let", "nonisolated", "open", "operator", "precedencegroup", "private", "protocol",
    "public", "rethrows", "static", "struct", "subscript", "typealias", "var", "break", "case", "catch", "continue",
    "default", "defer", "do", "else", "fallthrough", "for", "guard", "if", "in", "repeat", "return", "switch", "throw",
    "where", "while", "Any", "as", "await", "false", "is", "nil", "self", "Self", "super", "throws", "true", "try",
]
