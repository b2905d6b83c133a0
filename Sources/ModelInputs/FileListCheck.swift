internal import InferenceKit
internal import ModelManifest
internal import Quantities

/// Checks an input that holds several files: each of them, and how many there are.
struct FileListCheck {
    private let declaration: InputDeclaration
    private let count: Bounds<Int>
    private let reach: InputCheck.Reach

    init(_ declaration: InputDeclaration, _ count: Bounds<Int>, reach: InputCheck.Reach) {
        self.declaration = declaration
        self.count = count
        self.reach = reach
    }

    /// Checks the files.
    ///
    /// - Parameters:
    ///   - given: What the user gave: one file, or a list.
    ///   - checked: Where accepted files go.
    /// - Returns: The reasons why they are not accepted; each names the file that it is about.
    func check(_ given: GivenInputs.Value, into checked: inout CheckedInputs) -> [InputViolation] {
        let values = given.elements
        var violations: [InputViolation] = []
        if let broken = count.violation(of: values.count) {
            let allowed = broken.text(UnitText.files)
            if broken.isRecommendation {
                checked.warnings.append(
                    "input '\(declaration.name)': \(UnitText.files(values.count)); it should be \(allowed)"
                )
            } else {
                violations.append(
                    InputViolation(
                        input: declaration.name,
                        message: "\(UnitText.files(values.count)) given; it must be \(allowed)",
                        help: "give '\(declaration.name)=FILE' once for each file"
                    )
                )
            }
        }
        var element = declaration
        element.many = nil
        var files: [JSONValue] = []
        for (index, value) in values.enumerated() {
            element.name = CheckedInputs.name(of: declaration.name, at: index)
            violations += FileInputCheck(element, reach: reach).check(value, into: &checked)
            if let file = checked.values.removeValue(forKey: element.name) { files.append(file) }
        }
        checked.values[declaration.name] = .array(files)
        return violations
    }
}

extension GivenInputs.Value {
    /// The values in it: those of a list, or the one itself.
    package var elements: [GivenInputs.Value] {
        switch self {
        case .list(let values): values
        case .json(.array(let values)): values.map { .json($0) }
        default: [self]
        }
    }
}
