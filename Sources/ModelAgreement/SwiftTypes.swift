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

    /// The type of a property that holds a value of this type, or a list of them.
    func swiftName(isList: Bool) -> String { isList ? "[\(swiftName)]" : swiftName }

    /// Whether a property of a kind holds all values of this type, or all lists of them.
    func fits(_ kind: PropertyShape.Kind, isList: Bool = false) -> Bool {
        if kind == .anything { return true }
        if isList { return kind == .files }
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
    static let declarableTypes = "String, Int, Double, Bool, MediaFile or [MediaFile]"

    /// The type that a manifest declares for such a property.
    var declared: String {
        switch self {
        case .file, .files: "file"
        case .string, .anything, .other: "string"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        }
    }
}

extension PropertyShape {
    /// The keys that declare such a property: `type: file, many: {min: 1}`.
    var declaration: String { "type: \(kind.declared)\(kind == .files ? ", many: {min: 1}" : "")" }

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
