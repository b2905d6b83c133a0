package import Diagnostics
import Quantities
import YAML

extension Rule {
    /// A value whose type does not fit its key.
    package static let wrongType = Rule(
        "wrong-type",
        "Every value has the type that its key takes.",
        isMandatory: true
    )
}

/// Reported where a value is read.
package enum WrongType: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .wrongType }
}

extension Findings {
    /// Reports a value of the wrong type, unless it was reported as invalid before.
    ///
    /// - Parameters:
    ///   - subject: The name of the value, in quotes if it is a key.
    ///   - wanted: The type with its article.
    ///   - node: The value.
    ///   - place: Where to report.
    ///   - help: What to write instead.
    ///   - fix: A change that fixes it, if the meaning is clear.
    func reportWrongType(
        _ subject: String,
        wanted: String,
        found node: Node,
        at place: Span,
        help: String? = nil,
        fix: Fix? = nil
    ) {
        switch node.content {
        case .invalid:
            return
        case .scalar(let scalar) where scalar.text.isEmpty && scalar.style == .plain:
            report(.wrongType, "\(subject) has no value; it must be \(wanted)", at: place, help: help)
        case .scalar(let scalar) where scalar.resolved == .null:
            report(.wrongType, "\(subject) must be \(wanted), not null", at: place, help: help)
        case .scalar(let scalar):
            report(.wrongType, "\(subject) must be \(wanted), not \(scalar.phrase)", at: place, help: help, fix: fix)
        case .sequence, .mapping:
            report(.wrongType, "\(subject) must be \(wanted), not \(node.kindName)", at: place, help: help, fix: fix)
        }
    }
}

extension Scalar {
    /// The kind of value in a message: "a string", or "the number 3.1" for `3.10`, whose last digit is lost.
    fileprivate var phrase: String {
        guard case .number(let value) = resolved, value.isFinite, NumberText.text(value) != text else {
            return resolved.kindName
        }
        return "the number \(NumberText.text(value))"
    }
}
