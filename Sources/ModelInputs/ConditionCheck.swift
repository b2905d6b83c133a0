package import InferenceKit
package import ModelManifest

/// Checks the limits that depend on the values of other inputs.
package struct ConditionCheck {
    private let manifest: Manifest

    /// - Parameter manifest: What is allowed.
    package init(_ manifest: Manifest) {
        self.manifest = manifest
    }

    /// Checks inputs that meet all limits without conditions.
    ///
    /// - Parameters:
    ///   - checked: The inputs; receives the warnings.
    ///   - linksOnly: Whether only linked files are checked, after the others were.
    /// - Returns: The limits that they break.
    package func check(_ checked: inout CheckedInputs, linksOnly: Bool = false) -> [InputViolation] {
        let values = checked.values.compactMapValues(ScalarValue.init(json:))
        var violations: [InputViolation] = []
        for declaration in manifest.inputs {
            let isLink = checked.files.contains { $0.name == declaration.name && $0.url != nil }
            if linksOnly, !isLink { continue }
            for limits in declaration.conditional where limits.applies(to: values) {
                var findings = LimitFindings(
                    limits.limits,
                    shown: shown(declaration, checked),
                    path: checked.files.first { $0.name == declaration.name }?.path,
                    suffix: limits.suffix,
                    isWarning: limits.isWarning
                )
                if let file = checked.files.first(where: { $0.name == declaration.name }) {
                    findings.check(file, only: LimitFindings.Limit.allCases)
                } else if let value = values[declaration.name] {
                    for broken in limits.limits.violations(of: value) {
                        findings.refuse(
                            "\(broken.found) is not \(limits.isWarning ? "recommended" : "allowed"); it "
                                + "\(limits.isWarning ? "should" : "must") be \(broken.allowed)",
                            help: "change '\(declaration.name)', or the inputs that this limit depends on"
                        )
                    }
                }
                violations += findings.violations
                checked.warnings += findings.warnings.filter { !checked.warnings.contains($0) }
            }
        }
        return violations
    }

    private func shown(_ declaration: InputDeclaration, _ checked: CheckedInputs) -> String {
        let file = checked.files.first { $0.name == declaration.name }
        return file?.path.map { "'\($0)'" } ?? "the linked file"
    }
}

extension ScalarValue {
    /// A text, a number or a boolean of JSON; `nil` for everything else.
    ///
    /// - Parameter json: The value.
    package init?(json: JSONValue) {
        switch json {
        case .string(let text): self = .string(text)
        case .int(let number): self = .integer(number)
        case .double(let number): self = .number(number)
        case .bool(let truth): self = .boolean(truth)
        case .null, .array, .object: return nil
        }
    }
}
