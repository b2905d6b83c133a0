import Diagnostics

/// Reads a text that may have tabs in its indentation to its end, so that a tab hides nothing that comes after it.
struct TabbedComposing {
    /// How far apart an author's tab stops may be; one that makes the text readable is right enough.
    private static let widths = [1, 4, 2, 8]

    /// What was read.
    struct Outcome {
        /// The tree, as far as the text could be read.
        var root: Node?
        /// What has read it.
        var composer: Composer
    }

    /// Makes a composer that reports to a collection, and reads the text with spaces in place of tabs when there is one.
    let composer: (Findings, SpacedText?) -> Composer

    /// Reads the text.
    ///
    /// - Parameters:
    ///   - scan: The text.
    ///   - findings: Receives what is wrong with it; of the lines that are indented with tabs, only the first has a finding.
    /// - Returns: What was read, with places in the file.
    func read(_ scan: TextScan, _ findings: Findings) -> Outcome {
        let asWritten = attempt(nil, findings.path)
        guard scan.hasTabs, var tab = asWritten.findings.diagnostics.first(where: { $0.rule == .tab }) else {
            findings.add(asWritten.findings)
            search(scan, asWritten.outcome, [], findings)
            return asWritten.outcome
        }
        var best: (attempt: Attempt, text: SpacedText)?
        var problems: Set<SourceLocation?> = []
        for width in Self.widths {
            let text = SpacedText(scan.text, width: width)
            let attempt = attempt(text, findings.path)
            problems.insert(attempt.problem)
            if attempt.reach > best?.attempt.reach ?? 0 { best = (attempt, text) }
            if attempt.reach == .max { break }
        }
        // What was read without the tabs must be more than what was read with them.
        guard let (spaced, text) = best, spaced.reach > asWritten.reach else {
            findings.add(asWritten.findings)
            search(scan, asWritten.outcome, [], findings)
            return asWritten.outcome
        }
        let lines = Set(text.lines)
        let others = lines.filter { $0 > tab.location.line ?? 0 }.count
        if others > 0 { tab.help = "use spaces; \(others) more \(others == 1 ? "line has" : "lines have") tabs there" }
        findings.add(asWritten.findings) { _ in false }
        findings.add(tab)
        findings.add(spaced.findings) { diagnostic in
            // Where widths disagree, the one of the author might have made this right.
            guard diagnostic.rule == .yamlSyntax, problems.count > 1, let line = diagnostic.location.line else {
                return true
            }
            return !lines.contains(line) && !lines.contains(line - 1)
        }
        search(scan, spaced.outcome, lines, findings)
        return spaced.outcome
    }

    private struct Attempt {
        var outcome: Outcome
        var findings: Findings

        /// The line that could not be read; the greatest number when there is none.
        var reach: Int { outcome.composer.lineOfProblem ?? .max }

        /// Where the text stops being YAML, if it does.
        var problem: SourceLocation? {
            reach == .max ? nil : findings.diagnostics.last { $0.rule == .yamlSyntax || $0.rule == .tab }?.location
        }
    }

    private func attempt(_ text: SpacedText?, _ path: String) -> Attempt {
        let findings = Findings(path: path)
        var composer = composer(findings, text)
        let root = composer.compose()
        return Attempt(outcome: Outcome(root: root, composer: composer), findings: findings)
    }

    private func search(_ scan: TextScan, _ outcome: Outcome, _ lines: Set<Int>, _ findings: Findings) {
        guard scan.hasTabs else { return }
        TabSearch(scan.text, values: outcome.composer.valueSpans).report(to: findings, besides: lines)
    }
}
