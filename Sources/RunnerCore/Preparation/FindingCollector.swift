import ModelInputs

/// Collects findings, so that one failing check does not keep the others from running.
struct FindingCollector {
    private(set) var findings: [any Error] = []

    /// Whether nothing was found so far.
    var isEmpty: Bool { findings.isEmpty }

    /// Notes a finding.
    mutating func add(_ finding: any Error) {
        findings.append(finding)
    }

    /// Notes violations of inputs; more of them join those that are there.
    mutating func add(_ violations: [InputViolation]) {
        guard !violations.isEmpty else { return }
        if let index = findings.firstIndex(where: { $0 is InputViolations }),
            let earlier = findings[index] as? InputViolations
        {
            findings[index] = InputViolations(violations: earlier.violations + violations)
        } else {
            findings.append(InputViolations(violations: violations))
        }
    }

    /// Does a check, and notes what it throws.
    ///
    /// - Parameter check: The check.
    /// - Returns: What the check returns; `nil` when it threw.
    @discardableResult
    mutating func collect<Value>(_ check: () throws -> Value) -> Value? {
        do {
            return try check()
        } catch {
            findings.append(error)
            return nil
        }
    }

    /// The finding, or ``PreparationFindings`` with all of them.
    var error: any Error {
        if findings.count == 1, let only = findings.first { return only }
        return PreparationFindings(findings: findings)
    }
}
