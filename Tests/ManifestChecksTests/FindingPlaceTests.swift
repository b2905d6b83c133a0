import Diagnostics
import ManifestChecks
import ModelManifest
import Testing

/// Files that a fuzzer found findings beside: each place is now in the file.
struct FindingPlaceTests {
    @Test(arguments: ["&", "a: &", "\r}}}}", "\r\r}\n", "key\r: [", "a: [1", "a: \"b", "- &\n- b", "a: @b"])
    func `a finding is on a line and in columns that are there`(_ text: String) throws {
        let decoded = ManifestFile.decode(Array(text.utf8), path: "inf.yml")
        #expect(decoded.hasErrors)
        for span in decoded.diagnostics.compactMap(\.location.span) {
            for mark in [span.start, span.end] {
                let line = try #require(decoded.source.line(mark.line))
                #expect(mark.column >= 1)
                #expect(mark.column <= line.unicodeScalars.count + 1)
            }
        }
    }

    @Test(arguments: ["\\x10A", "A\\x19", "\\x1F"])
    func `a control character is not a part of a variable's name`(_ name: String) {
        let decoded = ManifestFile.decode(Array("env: {\"\(name)\": \"1\"}".utf8), path: "inf.yml")
        #expect(decoded.diagnostics.contains { $0.rule.id == "bad-name" })
    }
}
