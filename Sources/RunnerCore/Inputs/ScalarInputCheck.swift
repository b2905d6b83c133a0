internal import FoundationEssentials
internal import InferenceKit
internal import ModelManifest

/// Checks a text, a number or a truth value.
struct ScalarInputCheck {
    private let declaration: InputDeclaration

    init(_ declaration: InputDeclaration) {
        self.declaration = declaration
    }

    /// Converts a value to the declared type and holds it against the declared limits.
    ///
    /// - Parameters:
    ///   - given: What the user gave.
    ///   - checked: Where an accepted value goes.
    /// - Returns: The reasons why it is not accepted.
    func check(_ given: GivenInputs.Value, into checked: inout CheckedInputs) -> [InputViolation] {
        guard let value = convert(given) else {
            return [
                violation("\(shown(given)) is not \(declaration.type.nameWithArticle)", help: wanted)
            ]
        }
        let found = declaration.violations(of: value)
        for recommendation in found where recommendation.isRecommendation {
            checked.warnings.append(
                "input '\(declaration.name)': \(recommendation.found); \(recommendation.allowed) is recommended"
            )
        }
        let broken = found.filter { !$0.isRecommendation }
        if broken.isEmpty { checked.values[declaration.name] = value.json }
        return broken.map {
            violation("\(shortened($0.found)) is not allowed; it must be \($0.allowed)", help: wanted)
        }
    }

    private func convert(_ given: GivenInputs.Value) -> ScalarValue? {
        switch (declaration.type, given) {
        case (.string, .stored(let file)): text(of: file).map(ScalarValue.string)
        case (.string, .text(let text)), (.string, .json(.string(let text))): .string(text)
        case (.integer, .text(let text)): Int(text).map(ScalarValue.integer)
        case (.integer, .json(.int(let number))): .integer(number)
        case (.number, .text(let text)): Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case (.number, .json(.double(let number))): .number(number)
        case (.number, .json(.int(let number))): .number(Double(number))
        case (.boolean, .text("true")), (.boolean, .json(.bool(true))): .boolean(true)
        case (.boolean, .text("false")), (.boolean, .json(.bool(false))): .boolean(false)
        default: nil
        }
    }

    private func text(of file: StoredFile) -> String? {
        FileManager.default.contents(atPath: file.path).flatMap { String(validating: $0, as: UTF8.self) }
    }

    private var wanted: String {
        switch declaration.type {
        case .integer: "give a whole number, such as \(declaration.name)=\(example(of: declaration))"
        case .number: "give a number, such as \(declaration.name)=\(example(of: declaration))"
        case .boolean: "give true or false"
        default: "see 'runner show' for what the model accepts"
        }
    }

    private func shown(_ given: GivenInputs.Value) -> String {
        switch given {
        case .text(let text): "'\(shortened(text))'"
        case .json(let value): "'\(shortened(value.text))'"
        case .path(let path): "the file '\(shortened(path))'"
        case .stored(let file): file.shown
        case .bytes: "the file that was sent"
        }
    }

    private func shortened(_ text: String) -> String {
        text.count <= 60 ? text : "\(text.prefix(57))..."
    }

    private func violation(_ message: String, help: String) -> InputViolation {
        InputViolation(input: declaration.name, message: message, help: help)
    }
}
