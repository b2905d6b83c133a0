import InferenceKit

extension ValueType {
    /// The type of a property that holds such a value.
    var swiftName: String {
        switch self {
        case .image, .audio, .video, .file: "MediaFile"
        case .string: "String"
        case .integer: "Int"
        case .number: "Double"
        case .boolean: "Bool"
        }
    }

    /// Whether a property of a kind holds such values, all of them.
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

    /// What a manifest declares such a property as.
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
    /// The property as it is declared, in quotes.
    var swiftDeclaration: String { "'\(name): \(typeName)\(isOptional ? "?" : "")'" }
}
