package import Diagnostics
import YAML

extension Rule {
    /// A value of another type than the key takes.
    package static let wrongType = Rule("wrong-type", "Every value is of the type that its key takes.")
}

extension Findings {
    /// Reports a value of another type than is wanted; says nothing about one that was reported before.
    ///
    /// - Parameters:
    ///   - subject: What holds the value, in quotes if it is a key.
    ///   - wanted: The type with its article.
    ///   - node: The value.
    ///   - place: Where to report.
    ///   - help: What to write instead.
    ///   - fix: A change that mends it, if there is no doubt what was meant.
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
    /// The value as a person would call it: "a string", and "the number 3.1" for `3.10`, which loses something.
    fileprivate var phrase: String {
        guard case .number(let value) = resolved, value.isFinite, NumberText.text(value) != text else {
            return resolved.kindName
        }
        return "the number \(NumberText.text(value))"
    }
}
