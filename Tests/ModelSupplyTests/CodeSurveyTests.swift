import Testing

@testable import ModelSupply

struct CodeSurveyTests {
    @Test(arguments: [
        ("import InferenceKit", ["InferenceKit"]), ("", []), ("internal import Glibc\r\nimport B", ["B", "Glibc"]),
        ("import struct Foundation.URL", ["Foundation"]), ("@preconcurrency @_spi(X) public import A", ["A"]),
        ("let x = 1; import A", ["A"]), ("import\n\n  A", ["A"]), ("import/* x /* y */ */A", ["A"]),
        ("/* hidden */ import A", ["A"]), ("let r = /\"/; import A", ["A"]), ("import `A`", ["A"]),
        ("#if canImport(X)\nimport X\n#endif", ["X"]), ("import // why\nA", ["A"]), ("\u{FEFF}import A", ["A"]),
        ("// we import them", []), ("let text = \"import A\"", []), ("reimport A", []), ("imported()", []),
        ("import", []), ("import 9", []), ("import /*", []), ("import\u{A0}A", ["A"]),
        ("\u{FEFF}public import A", ["A"]), ("/* é */import A", ["A"]), ("@_spi(X)import A", ["A"]),
        ("public.x import A", []), ("import struct A.B", ["A"]),
    ])
    func `imports are found wherever they may stand`(_ text: String, _ modules: [String]) throws {
        #expect(try CodeSurvey(of: ["a.swift": Array(text.utf8)]).modules == modules)
    }

    @Test func `what reaches beyond the kit is shown with its place`() throws {
        let survey = try CodeSurvey(of: [
            "A.swift": Array("import InferenceKit\nimport Glibc\n\n@_silgen_name(\"x\") func x()\n".utf8),
            "B.swift": Array("import Strange\nlet p = Process()\n".utf8), "notes.md": Array("import Foundation".utf8),
        ])
        #expect(
            survey.findings.map { "\($0.file):\($0.line) \($0.text)" } == [
                "A.swift:2 imports Glibc: files, programs, the network", "A.swift:4 uses @_silgen_name",
                "B.swift:1 imports Strange: unknown", "B.swift:2 uses Process",
            ]
        )
    }

    @Test(arguments: [
        ("Process\n", 31), ("import A;", 31), ("import /*", 0), (";import /*", 31), (";import //", 31), ("import ", 1),
        ("/* */ import ", 31), ("@", 0), ("import struct ", 1), ("import A;\u{A0}", 31),
    ])
    func `a megabyte of anything is looked through at once`(_ text: String, _ findings: Int) throws {
        let file = Array(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8)
        let clock = ContinuousClock()
        let start = clock.now
        let survey = try CodeSurvey(of: ["a.swift": file])
        // Minutes, when it grows with the square of the length.
        #expect(clock.now - start < .seconds(20))
        #expect(survey.findings.count == findings, "\(survey.findings.prefix(3))")
    }

    @Test func `of many findings in a file the first are listed, and all modules`() throws {
        let text = String(repeating: "Process\n", count: 100) + "import A\n"
        let survey = try CodeSurvey(of: ["a.swift": Array(text.utf8), "b.swift": Array("dlopen".utf8)])
        #expect(survey.modules == ["A"])
        #expect(survey.findings.count == 32)
        #expect(survey.findings[29].line == 30 && survey.findings[29].text == "uses Process")
        #expect(survey.findings[30].line == 31 && survey.findings[30].text == "and more after this")
        #expect(survey.findings[31].file == "b.swift")
    }

    @Test func `imports hidden in comments within comments are said to be hidden`() throws {
        let text = String(repeating: ";import /*", count: 1000)
        let survey = try CodeSurvey(of: ["a.swift": Array(text.utf8)])
        #expect(survey.findings.first?.text == "imports a module whose name is hidden behind many comments")
    }

    @Test func `a survey stops when it is cancelled`() async {
        let file = Array(String(repeating: "Process\n", count: 1 << 17).utf8)
        let survey = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try CodeSurvey(of: ["a.swift": file])
        }
        await #expect(throws: CancellationError.self) { try await survey.value }
    }
}
