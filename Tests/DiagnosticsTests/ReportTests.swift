import Diagnostics
import Testing

/// The forms of findings, each over the same two files; golden runs of the whole program are in the end-to-end tests.
struct ReportTests {
    private static let rules = [
        Rule("unknown-key", "Every key is known."), Rule("legacy-key", "No key is of old.", severity: .warning),
    ]

    private func finding(
        _ message: String = "unknown key",
        path: String = "a/inf.yml",
        severity: Severity = .error,
        help: String? = nil,
        fix: Fix? = nil
    ) -> Diagnostic {
        let span = Span(start: Mark(line: 2, column: 3), length: 4)
        let rule = Self.rules[severity == .error ? 0 : 1]
        return Diagnostic(rule, message, at: SourceLocation(path: path, span: span), help: help, fix: fix)
    }

    private func document(_ format: some ReportFormat, _ findings: [Diagnostic], path: String = "a/inf.yml") -> String {
        var file = ReportedFile(path: path)
        for finding in findings { file.add(.init(finding, as: format) { _ in nil }) }
        return format.document([file])
    }

    private func paths(root: String? = nil) -> ArtifactPath { ArtifactPath(workingDirectory: "/w/models", root: root) }

    @Test func `findings of a file are sorted as they are added`() {
        func at(_ line: Int, _ column: Int, _ id: String) -> Diagnostic {
            let span = Span(start: Mark(line: line, column: column), length: 1)
            return Diagnostic(Rule(id, ""), id, at: SourceLocation(path: "a", span: span))
        }
        let whole = Diagnostic(Rule("w", ""), "w", at: SourceLocation(path: "a"))
        let text = document(
            TextRenderer(),
            [at(2, 1, "d"), at(1, 2, "c"), at(1, 1, "b"), at(1, 1, "a"), whole],
            path: "a"
        )
        let order = text.split(separator: "\n").compactMap { $0.split(separator: "[").last?.dropLast() }
        #expect(order == ["w", "a", "b", "c", "d"])
    }

    // MARK: - GitHub

    struct Escape: CustomTestStringConvertible, Sendable {
        let path: String
        let message: String
        let command: String
        var testDescription: String { command }
    }

    @Test(arguments: [
        Escape(
            path: "a",
            message: "100%",
            command: "file=a,line=2,endLine=2,col=3,endColumn=7,title=unknown-key::100%25"
        ),
        Escape(
            path: "a:b,c%",
            message: "x",
            command: "file=a%3Ab%2Cc%25,line=2,endLine=2,col=3,endColumn=7,title=unknown-key::x"
        ),
        Escape(
            path: "a",
            message: "x\r\ny::z",
            command: "file=a,line=2,endLine=2,col=3,endColumn=7,title=unknown-key::x\\r\\ny::z"
        ),
        Escape(
            path: "/w/models/a",
            message: "x",
            command: "file=a,line=2,endLine=2,col=3,endColumn=7,title=unknown-key::x"
        ),
        Escape(
            path: "../a",
            message: "x",
            command: "file=/w/a,line=2,endLine=2,col=3,endColumn=7,title=unknown-key::x"
        ),
    ])
    func `a workflow command is escaped`(_ row: Escape) {
        let text = document(GitHubReport(paths: paths()), [finding(row.message, path: row.path)])
        #expect(text == "::error \(row.command)\n")
    }

    @Test func `an annotation's path starts at the repository's root`() {
        let text = document(GitHubReport(paths: paths(root: "/w/")), [finding(path: "./b/../a/inf.yml")])
        #expect(text.hasPrefix("::error file=models/a/inf.yml,"))
    }

    @Test func `a place of several lines has no columns`() {
        let span = Span(start: Mark(line: 1, column: 2), end: Mark(line: 3, column: 4))
        let finding = Diagnostic(Self.rules[0], "x", at: SourceLocation(path: "a", span: span), help: "mend\nit")
        let text = document(GitHubReport(paths: paths()), [finding])
        #expect(text == "::error file=a,line=1,endLine=3,title=unknown-key::x%0Ahelp: mend\\nit\n")
    }

    // MARK: - JSON and SARIF

    @Test func `JSON escapes what JSON and terminals cannot hold`() {
        let text = document(JSONReport(), [finding("\"\\\n\t\u{1B}\u{202E}é😀\u{7F}")])
        #expect(text.contains(#""message":"\"\\\n\t\u001b\u202eé😀\u007f""#))
    }

    @Test func `no findings are an empty list`() {
        #expect(
            document(JSONReport(), []) == """
                {"version":1,"summary":{"files":1,"errors":0,"warnings":0},"findings":[]}

                """
        )
        let sarif = document(SARIFReport(name: "runner", version: "1", rules: [], paths: paths()), [])
        #expect(sarif.hasSuffix(#""rules":[]}},"columnKind":"unicodeCodePoints","results":[]}]}"# + "\n"))
    }

    @Test func `SARIF carries a fix as replacements`() {
        let span = Span(start: Mark(line: 2, column: 3), length: 4)
        let fix = Fix("write 'b'", [.init(replacing: span, with: "b"), .init(replacing: span, with: "")])
        let sarif = document(
            SARIFReport(name: "runner", version: "1", rules: Self.rules, paths: paths()),
            [finding(severity: .warning, fix: fix)]
        )
        let region = #"{"startLine":2,"startColumn":3,"endLine":2,"endColumn":7}"#
        let artifact = #"{"uri":"a/inf.yml","uriBaseId":"%SRCROOT%"}"#
        #expect(
            sarif.contains(
                """
                {"ruleId":"legacy-key","ruleIndex":1,"level":"warning","message":{"text":"unknown key"},\
                "locations":[{"physicalLocation":{"artifactLocation":\(artifact),"region":\(region)}}],\
                "fixes":[{"description":{"text":"write 'b'"},"artifactChanges":[{"artifactLocation":\(artifact),\
                "replacements":[{"deletedRegion":\(region),"insertedContent":{"text":"b"}},\
                {"deletedRegion":\(region)}]}]}]}
                """
            )
        )
    }

    @Test(arguments: [
        ("a b/ü:#?.yml", #"{"uri":"a%20b/%C3%BC%3A%23%3F.yml","uriBaseId":"%SRCROOT%"}"#),
        ("/w/models/x", #"{"uri":"x","uriBaseId":"%SRCROOT%"}"#),
        ("/elsewhere/x y", #"{"uri":"file:///elsewhere/x%20y"}"#),
        ("/w/models2/x", #"{"uri":"file:///w/models2/x"}"#),
        ("../../../x", #"{"uri":"file:///x"}"#),
    ])
    func `SARIF names a file by a URI`(_ path: String, _ artifact: String) {
        let sarif = document(SARIFReport(name: "r", version: "1", rules: [], paths: paths()), [finding(path: path)])
        #expect(sarif.contains("\"artifactLocation\":\(artifact)"))
    }

    // MARK: - JUnit

    @Test func `JUnit holds warnings as the output of a passed test`() {
        let text = document(JUnitReport(name: "check"), [finding("a <b> & \"c\"", severity: .warning)])
        #expect(
            text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="check" tests="1" failures="0" errors="0">
                  <testsuite name="check" tests="1" failures="0" errors="0" skipped="0">
                    <testcase classname="check" name="a/inf.yml" file="a/inf.yml">
                      <system-out>a/inf.yml:2:3: warning: a &lt;b&gt; &amp; &quot;c&quot; [legacy-key]
                </system-out>
                    </testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test func `JUnit has one failure a file and nothing that XML forbids`() {
        let path = "a\u{1}\u{FFFE}/inf.yml"
        let text = document(
            JUnitReport(name: "check"),
            [finding(path: path), finding("\u{0}", path: path)],
            path: path
        )
        #expect(text.split(separator: "<failure ").count == 2)
        #expect(text.contains(#"name="a\u{1}�/inf.yml""#))
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0xFFFE || $0 == "\n" })
    }
}
