package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A default that the model would refuse.
    package static let invalidDefault = Rule(
        "invalid-default",
        "A default meets its input's own constraints.",
        isMandatory: true
    )
}

/// A default is used without another check.
enum InvalidDefault: ManifestRule {
    static var rule: Rule { .invalidDefault }

    /// Reports defaults that break the constraints of their input.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few have a default.
        for index in manifest.inputs.indices {
            guard let value = manifest.inputs[index].value.defaultValue else { continue }
            let input = manifest.inputs[index]
            findings.reportViolations(of: value, "default", .invalidDefault, input, at: input.place(of: "default"))
        }
    }
}

extension Findings {
    /// Reports the constraints of an input that one of its own values breaks.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - what: What the value is: "default", "example".
    ///   - rule: The rule to report.
    ///   - input: The input.
    ///   - place: The place of the value.
    ///   - blocks: Whether the manifest cannot be used then.
    func reportViolations(
        of value: ScalarValue,
        _ what: String,
        _ rule: Rule,
        _ input: Located<InputDeclaration>,
        at place: Span,
        blocks: Bool = true
    ) {
        for violation in input.value.violations(of: value) where !violation.isRecommendation {
            let isText = value.numeric == nil && violation.constraint != "length"
            let found = isText ? quoted(violation.found) : violation.found
            report(
                rule,
                "the \(what) of \(quoted(input.value.name)) is \(found), but '\(violation.constraint)' allows \(violation.allowed)",
                at: place,
                help: "change the \(what) or '\(violation.constraint)'",
                notes: [("'\(violation.constraint)' is here", input.place(of: violation.constraint))],
                blocks: blocks
            )
        }
    }
}
