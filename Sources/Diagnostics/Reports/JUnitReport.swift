/// Findings as test results, for services that know nothing but tests: one test case a file.
///
/// A file with an error is a failure whose text has all of its findings; warnings alone are the output of a passed test.
/// Many readers keep one failure of a test case only, so there is never a second.
///
/// See <https://github.com/testmoapp/junitxml>.
package struct JUnitReport: ReportFormat {
    private let name: String
    private let renderer = TextRenderer()

    /// Creates the format.
    ///
    /// - Parameter name: The name of the suite of tests.
    package init(name: String) {
        self.name = name
    }

    /// Writes one finding as for people, without color.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - source: Gives the text of a path; nil leaves the source lines out.
    /// - Returns: The text with a final newline, not yet escaped.
    package func text(of diagnostic: Diagnostic, source: (String) -> SourceText?) -> String {
        renderer.render(diagnostic, source: source)
    }

    /// Puts the files into one suite.
    ///
    /// - Parameter files: All files that were checked, sorted by path.
    /// - Returns: The XML with a final newline.
    package func document(_ files: [ReportedFile]) -> String {
        let failures = files.count { $0.count(.error) > 0 }
        let numbers = "name=\"\(escaped(name))\" tests=\"\(files.count)\" failures=\"\(failures)\" errors=\"0\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(numbers)>",
            "  <testsuite \(numbers) skipped=\"0\">",
        ]
        lines += files.map(testCase)
        lines += ["  </testsuite>", "</testsuites>", ""]
        return lines.joined(separator: "\n")
    }

    private func testCase(_ file: ReportedFile) -> String {
        let path = escaped(printable(file.path))
        let head = "    <testcase classname=\"\(escaped(name))\" name=\"\(path)\" file=\"\(path)\""
        guard !file.findings.isEmpty else { return head + "/>" }
        let all = escaped(file.findings.map(\.text).joined(separator: "\n"))
        guard let error = file.findings.first(where: { $0.severity == .error }) else {
            return "\(head)>\n      <system-out>\(all)</system-out>\n    </testcase>"
        }
        let message = escaped(String(error.text.prefix { $0 != "\n" }))
        return """
            \(head)>
                  <failure message="\(message)" type="\(escaped(error.rule))">\(all)</failure>
                </testcase>
            """
    }

    /// Escapes what ends a text or an attribute; a character that XML does not allow becomes U+FFFD.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
