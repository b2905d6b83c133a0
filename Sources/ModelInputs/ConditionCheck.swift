internal import InferenceKit
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
        let values = checked.scalars
        var violations: [InputViolation] = []
        for declaration in manifest.inputs {
            let files = checked.files(of: declaration.name)
            if linksOnly, !files.contains(where: { $0.url != nil }) { continue }
            for limits in declaration.conditional where limits.applies(to: values) {
                // A value without a file is checked once, and every file of a list.
                for file in files.isEmpty ? [nil] : files.map(Optional.some) {
                    violations += check(declaration, limits, file, values, &checked)
                }
            }
        }
        return violations
    }

    private func check(
        _ declaration: InputDeclaration,
        _ limits: ConditionalLimits,
        _ file: MediaFile?,
        _ values: [String: ScalarValue],
        _ checked: inout CheckedInputs
    ) -> [InputViolation] {
        var named = limits.limits
        if let file { named.name = file.name }
        var findings = LimitFindings(
            named,
            shown: file?.path.map { "'\($0)'" } ?? "the linked file",
            path: file?.path,
            suffix: limits.suffix,
            isWarning: limits.isWarning
        )
        if let file {
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
        checked.warnings += findings.warnings.filter { !checked.warnings.contains($0) }
        return findings.violations
    }
}
