import Diagnostics
import Testing

struct FindingsTests {
    private static let error = Rule("an-error", "An error.")
    private static let warning = Rule("a-warning", "A warning.", severity: .warning)

    @Test func `findings beyond the limit are counted, not kept`() {
        let findings = Findings(path: "inf.yml")
        for _ in 0..<1000 { findings.report(Self.error, "again", at: nil) }
        #expect(findings.diagnostics.count == Findings.limit + 1)
        #expect(findings.diagnostics.last?.rule.id == "too-many-findings")
    }

    @Test func `an error blocks unless it is said not to, and a warning never does`() {
        let findings = Findings(path: "inf.yml")
        findings.report(Self.warning, "careful", at: nil)
        findings.report(Self.error, "only a listing's matter", at: nil, blocks: false)
        #expect(!findings.isBlocked)
        findings.report(Self.error, "unusable", at: nil)
        #expect(findings.isBlocked)
    }

    @Test func `a list for people ends with its conjunction`() {
        #expect(listed([]) == "")
        #expect(listed(["a"]) == "a")
        #expect(listed(["a", "b", "c"]) == "a, b or c")
    }

    @Test func `a long text is quoted in part`() {
        #expect(quoted(String(repeating: "a", count: 61)) == "'" + String(repeating: "a", count: 60) + "…'")
    }
}
