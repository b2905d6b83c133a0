import BatchFiles
import ErrorReporting
import Testing

/// Names of output files from rows.
struct OutputTemplateTests {
    private func row(_ cells: [String: String]) -> BatchRow {
        BatchRow(
            number: 12,
            cells: cells.map { BatchRow.Cell(column: $0.key, value: .text($0.value), offset: 0) }
        )
    }

    @Test(arguments: [
        ("out/{row}-{id}.mp4", "out/12-ada.mp4"), ("{{{id}}}.mp4", "{ada}.mp4"), ("../{id}", "../ada"),
        ("/x/{row}/", "/x/12/"),
        ("plain.mp4", "plain.mp4"),
    ])
    func `words in braces are replaced`(_ template: String, _ path: String) throws {
        #expect(try OutputTemplate(template, columns: ["id"]).path(for: row(["id": "ada"])) == path)
    }

    @Test(arguments: ["a{id", "a}b", "{", "{nam}", "{}"])
    func `a template that cannot be used is refused`(_ template: String) {
        let error = #expect(throws: RunnerError.self) { try OutputTemplate(template, columns: ["id", "name"]) }
        #expect(error?.code == .usage)
    }

    @Test func `a misspelled column is named`() {
        let error = #expect(throws: RunnerError.self) { try OutputTemplate("{nam}.mp4", columns: ["id", "name"]) }
        #expect(error?.message == "the template uses the column 'nam', which the file does not have")
        #expect(error?.help == "did you mean '{name}'? known words: {row}, {id}, {name}")
    }

    @Test(arguments: [
        "../../etc/passwd", "a/b", "/etc", "a\u{0}b", "a\nb", "..", ".", "", String(repeating: "x", count: 300),
    ])
    func `a value never leads to another directory`(_ value: String) throws {
        let template = try OutputTemplate("out/{id}", columns: ["id"])
        let refusal = #expect(throws: OutputTemplate.Refusal.self) { try template.path(for: row(["id": value])) }
        #expect(refusal?.column == "id")
    }

    @Test func `two values together cannot name the directory above`() throws {
        let template = try OutputTemplate("out/{a}{b}", columns: ["a", "b"])
        #expect(throws: OutputTemplate.Refusal.self) { try template.path(for: row(["a": ".", "b": "."])) }
        #expect(try template.path(for: row(["a": "..", "b": "x"])) == "out/..x")
    }
}
