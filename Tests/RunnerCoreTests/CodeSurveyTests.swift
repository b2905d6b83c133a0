import Testing

@testable import RunnerCore

struct CodeSurveyTests {
    @Test(arguments: [
        ("import InferenceKit", ["InferenceKit"]), ("", []), ("internal import Glibc\r\nimport B", ["B", "Glibc"]),
        ("import struct Foundation.URL", ["Foundation"]), ("@preconcurrency @_spi(X) public import A", ["A"]),
        ("let x = 1; import A", ["A"]), ("import\n\n  A", ["A"]), ("import/* x /* y */ */A", ["A"]),
        ("/* hidden */ import A", ["A"]), ("let r = /\"/; import A", ["A"]), ("import `A`", ["A"]),
        ("#if canImport(X)\nimport X\n#endif", ["X"]), ("import // why\nA", ["A"]), ("\u{FEFF}import A", ["A"]),
        ("// we import them", []), ("let text = \"import A\"", []), ("reimport A", []), ("imported()", []),
        ("import", []), ("import 9", []), ("import /*", []),
    ])
    func `imports are found wherever they may stand`(_ text: String, _ modules: [String]) {
        #expect(CodeSurvey(of: ["a.swift": Array(text.utf8)]).modules == modules)
    }

    @Test func `what reaches beyond the kit is shown with its place`() {
        let survey = CodeSurvey(of: [
            "A.swift": Array("import InferenceKit\nimport Glibc\n\n@_silgen_name(\"x\") func x()\n".utf8),
            "B.swift": Array("import Strange\nlet p = Process()\n".utf8), "notes.md": Array("import Foundation".utf8),
        ])
        #expect(
            survey.findings.map { "\($0.file):\($0.line) \($0.text)" } == [
                "A.swift:2 imports Glibc: files, programs, the network", "A.swift:4 uses @_silgen_name",
                "B.swift:1 imports Strange: whatever that module can", "B.swift:2 uses Process",
            ]
        )
    }
}
