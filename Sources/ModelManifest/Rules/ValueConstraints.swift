package import Diagnostics
import YAML

extension Rule {
    /// A default that the model would refuse.
    package static let invalidDefault = Rule("invalid-default", "A default meets its input's own constraints.")
    /// An example that the model would refuse.
    package static let invalidExample = Rule("invalid-example", "Examples meet their input's own constraints.")
    /// A default that never takes effect.
    package static let unusedDefault = Rule(
        "unused-default",
        "An input with a default is not required.",
        severity: .warning
    )
}

/// Defaults, examples and listed values are held against the constraints beside them.
enum ValueConstraints {
    /// Reports values that break the constraints of their own input.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few have values.
        for index in manifest.inputs.indices where manifest.inputs[index].value.hasValues {
            let input = manifest.inputs[index]
            if let value = input.value.defaultValue {
                report(value, "default", .invalidDefault, input, at: input.place(of: "default"), findings)
                if input.value.isRequired {
                    findings.report(
                        .unusedDefault,
                        "the default of \(quoted(input.value.name)) is never used, since a value is required",
                        at: input.place(of: "default"),
                        help: "remove 'required: true' or the default"
                    )
                }
            }
            checkAllowedValues(of: input, findings)
            for item in items(of: "examples", in: input) {
                guard let value = item.value else { continue }
                report(value, "example", .invalidExample, input, at: item.place, findings)
            }
        }
    }

    /// Reports a listed value that another constraint of the input excludes, so that nobody can ever choose it.
    private static func checkAllowedValues(of input: Located<InputDeclaration>, _ findings: Findings) {
        guard !input.value.allowedValues.isEmpty else { return }
        for item in items(of: "enum", in: input) {
            guard let value = item.value else { continue }
            for violation in input.value.violations(of: value)
            where !violation.isRecommendation && violation.constraint != "enum" {
                findings.report(
                    .contradictoryBounds,
                    "'enum' allows \(violation.found), but '\(violation.constraint)' allows \(violation.allowed)",
                    at: item.place,
                    help: "remove the value, or change '\(violation.constraint)'",
                    notes: [("'\(violation.constraint)' is here", input.place(of: violation.constraint))]
                )
            }
        }
    }

    private static func report(
        _ value: ScalarValue,
        _ what: String,
        _ rule: Rule,
        _ input: Located<InputDeclaration>,
        at place: Span,
        _ findings: Findings
    ) {
        for violation in input.value.violations(of: value) where !violation.isRecommendation {
            let isText = value.numeric == nil && violation.constraint != "length"
            let found = isText ? quoted(violation.found) : violation.found
            findings.report(
                rule,
                "the \(what) of \(quoted(input.value.name)) is \(found), but '\(violation.constraint)' allows \(violation.allowed)",
                at: place,
                help: "change the \(what) or '\(violation.constraint)'",
                notes: [("'\(violation.constraint)' is here", input.place(of: violation.constraint))],
                // A wrong example misleads, but the model works.
                blocks: rule != .invalidExample
            )
        }
    }

    /// The items of a list of values that could be decoded, with their places.
    private static func items(
        of key: String,
        in input: Located<InputDeclaration>
    ) -> [(value: ScalarValue?, place: Span)] {
        guard case .sequence(let nodes) = input.mapping?[key]?.value.content else { return [] }
        let silent = ValueReader(type: input.value.type, findings: Findings(path: ""))
        return nodes.prefix(ValueReader.longestList).map { (silent.value($0, "", at: $0.span), $0.span) }
    }
}

extension InputDeclaration {
    /// Whether there is a value to hold against the constraints.
    fileprivate var hasValues: Bool { defaultValue != nil || !allowedValues.isEmpty || !examples.isEmpty }
}
