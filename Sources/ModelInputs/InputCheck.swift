internal import Diagnostics
internal import InferenceKit
internal import Media
package import ModelManifest
internal import ModelSupply
internal import Quantities

/// Checks inputs against a manifest before anything is sent.
package struct InputCheck: Sendable {
    /// Which files and links the service can use.
    package struct Reach: Sendable, Hashable {
        /// Whether local files can be uploaded to where the model's service can fetch them.
        package var stagesFiles: Bool
        /// Whether plain http links to this machine are accepted.
        package var allowsLoopback: Bool
        /// Whether a file of this machine may be named by its path.
        package var allowsPaths = true
        /// Whether the model calls a service, which must be able to fetch its files.
        ///
        /// A model without one reads a local file itself, in its sandbox, so that nothing needs to be uploaded.
        package var hasService = true
        /// Whether the emulator stands in for the model's service, so that messages may name it.
        package var suggestsEmulator = true

        /// Creates a reach.
        ///
        /// - Parameters:
        ///   - stagesFiles: Whether local files can be uploaded.
        ///   - allowsLoopback: Whether plain http links to this machine are accepted.
        package init(stagesFiles: Bool, allowsLoopback: Bool) {
            self.stagesFiles = stagesFiles
            self.allowsLoopback = allowsLoopback
        }
    }

    private let manifest: Manifest
    private let reach: Reach

    /// Prepares a check.
    ///
    /// - Parameters:
    ///   - manifest: What is allowed.
    ///   - reach: Which files and links the service can use.
    package init(_ manifest: Manifest, reach: Reach) {
        self.manifest = manifest
        self.reach = reach
    }

    /// Checks every input and collects every violation.
    ///
    /// - Parameter given: What the user gave.
    /// - Returns: The values for the model.
    /// - Throws: ``InputViolations`` with all of them.
    package func check(_ given: GivenInputs) throws(InputViolations) -> CheckedInputs {
        let (checked, violations) = examine(given)
        guard violations.isEmpty else { throw InputViolations(violations: violations) }
        return checked
    }

    /// Checks every input.
    ///
    /// - Parameter given: What the user gave.
    /// - Returns: The values of the inputs that are accepted, and why the others are not.
    package func examine(_ given: GivenInputs) -> (checked: CheckedInputs, violations: [InputViolation]) {
        var checked = CheckedInputs()
        var violations: [InputViolation] = []
        for declaration in manifest.inputs {
            guard let value = given.values[declaration.name] else {
                if let defaultValue = declaration.defaultValue {
                    checked.values[declaration.name] = defaultValue.json
                } else if declaration.isRequired {
                    violations.append(missing(declaration))
                }
                continue
            }
            if let reason = declaration.deprecated {
                checked.warnings.append("input '\(declaration.name)' is deprecated: \(reason)")
            }
            if declaration.subjectOf != nil, let point = value.point {
                checked.values[declaration.name] = point.json
            } else if let count = declaration.many {
                violations += FileListCheck(declaration, count, reach: reach).check(value, into: &checked)
            } else if case .list = value {
                violations.append(repeated(declaration))
            } else if declaration.type.isFile {
                violations += FileInputCheck(declaration, reach: reach).check(value, into: &checked)
            } else {
                violations += ScalarInputCheck(declaration, readsFiles: reach.allowsPaths)
                    .check(value, into: &checked)
            }
        }
        for name in given.names where manifest.input(name) == nil { violations.append(unknown(name, given)) }
        violations += RelationCheck(manifest).check(Set(given.names))
        violations += misplacedPoints(checked)
        violations += ConditionCheck(manifest).check(&checked)
        return (checked, violations)
    }

    /// Points that are not in the picture in which they choose a subject.
    private func misplacedPoints(_ checked: CheckedInputs) -> [InputViolation] {
        manifest.inputs.compactMap { declaration in
            guard let picture = declaration.subjectOf,
                let point = checked.values[declaration.name].flatMap(SubjectPoint.init(json:)),
                let problem = point.problem(in: checked.files.first { $0.name == picture })
            else { return nil }
            return InputViolation(input: declaration.name, message: problem.message, help: problem.help)
        }
    }

    private func missing(_ declaration: InputDeclaration) -> InputViolation {
        let what = declaration.description.map { " (\($0))" } ?? ""
        return InputViolation(
            input: declaration.name,
            message: "missing; the model needs \(declaration.type.valueWithArticle)\(what)",
            help: "add \(CommandText.word("\(declaration.name)=\(example(of: declaration))"))"
        )
    }

    private func repeated(_ declaration: InputDeclaration) -> InputViolation {
        InputViolation(
            input: declaration.name,
            message: "it is given several times, but takes one value",
            help: "remove all but one"
        )
    }

    private func unknown(_ name: String, _ given: GivenInputs) -> InputViolation {
        let known = manifest.inputs.map(\.name)
        let meant = nearest(to: name, in: known) ?? InputSynonyms.input(meantBy: name, given, of: manifest)
        let near = meant.map { input in
            guard case .text(let text)? = given.values[name], given.values[input] == nil else {
                return "did you mean '\(input)'? "
            }
            return "did you mean '\(input)'? write \(CommandText.word("\(input)=\(text)")); "
        }
        let list = known.isEmpty ? "the model has no inputs" : "inputs of the model: \(known.joined(separator: ", "))"
        return InputViolation(
            input: printable(name),
            message: "the model has no such input",
            help: (near ?? "") + list
        )
    }
}

/// A value that would be accepted, for a message or an example command.
package func example(of declaration: InputDeclaration) -> String {
    if let example = declaration.examples.first ?? declaration.allowedValues.first { return example.description }
    switch declaration.type {
    case .image, .audio, .video:
        let format = declaration.formats.first?.fileExtension ?? declaration.type.rawValue
        return "FILE.\(format)"
    case .file: return "FILE"
    case .string: return "TEXT"
    case .integer: return UnitText.number((declaration.range?.min ?? 0).rounded())
    case .number: return UnitText.number(declaration.range?.min ?? 0)
    case .boolean: return "true"
    }
}
