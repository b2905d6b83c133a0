internal import Diagnostics
internal import FoundationEssentials
internal import InferenceKit
internal import ModelManifest
internal import ModelSupply

/// Checks a text, a number or a truth value.
struct ScalarInputCheck {
    private let declaration: InputDeclaration
    private let readsFiles: Bool

    /// - Parameters:
    ///   - declaration: What is allowed.
    ///   - readsFiles: Whether a text that begins with `@` names a file of this machine that holds the text.
    init(_ declaration: InputDeclaration, readsFiles: Bool = false) {
        self.declaration = declaration
        self.readsFiles = readsFiles
    }

    /// Converts a value to the declared type and compares it with the declared limits.
    ///
    /// - Parameters:
    ///   - given: The value as it was given.
    ///   - checked: Receives an accepted value.
    /// - Returns: The reasons why it cannot be used.
    func check(_ given: GivenInputs.Value, into checked: inout CheckedInputs) -> [InputViolation] {
        var given = given
        if readsFiles, declaration.type == .string, case .text(let text) = given {
            do throws(InputViolation) {
                given = .text(try TextFile(declaration.name).text(text))
            } catch {
                return [error]
            }
        }
        guard let value = convert(given) else {
            if declaration.type == .integer, isLarge(given) {
                return [
                    violation("\(shown(given)) is too large", help: "integers are from \(Int.min) to \(Int.max)")
                ]
            }
            return [violation("\(shown(given)) is not \(declaration.type.nameWithArticle)", help: wanted)]
        }
        let found = declaration.violations(of: value)
        for recommendation in found where recommendation.isRecommendation {
            checked.warnings.append(
                "input '\(declaration.name)': \(printable(shortened(recommendation.found))); "
                    + "\(recommendation.allowed) is recommended"
            )
        }
        let broken = found.filter { !$0.isRecommendation }
        if broken.isEmpty { checked.values[declaration.name] = value.json }
        return broken.map {
            violation("\(printable(shortened($0.found))) is not allowed; it must be \($0.allowed)", help: wanted)
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

    /// Whether a value is a whole number that does not fit in 64 bits.
    private func isLarge(_ given: GivenInputs.Value) -> Bool {
        switch given {
        case .text(let text):
            let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
            return digits.utf8.count >= 19 && digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        case .json(.double(let number)): return number == number.rounded() && number.magnitude >= 0x1p63
        case .json, .path, .stored, .bytes, .output, .list: return false
        }
    }

    private var wanted: String {
        switch declaration.type {
        case .integer where declaration.subjectOf != nil:
            "use a whole number, such as \(declaration.name)=\(example(of: declaration)), or a point of the picture, such as "
                + "\(declaration.name)=@1250,300; 'runner subjects' lists the subjects"
        case .integer: "use a whole number, such as \(declaration.name)=\(example(of: declaration))"
        case .number: "use a number, such as \(declaration.name)=\(example(of: declaration))"
        case .boolean: "use true or false"
        default: "see 'runner show' for what the model accepts"
        }
    }

    private func shown(_ given: GivenInputs.Value) -> String {
        switch given {
        case .text(let text): quoted(text)
        case .json(let value): quoted(value.text)
        case .path(let path): "the file \(quoted(path))"
        case .stored(let file): file.shown
        case .bytes: "the file that was sent"
        case .output(let file): quoted(file.reference)
        case .list: "a list"
        }
    }

    private func shortened(_ text: String) -> String {
        text.count <= 60 ? text : "\(text.prefix(57))..."
    }

    private func violation(_ message: String, help: String) -> InputViolation {
        InputViolation(input: declaration.name, message: message, help: help)
    }
}
