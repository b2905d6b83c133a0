import BatchFiles
import ErrorReporting
import Foundation
import InferenceKit
import TestSupport
import Testing

/// Rows from CSV, JSON lines and names of files.
struct RowFileTests {
    private func file(_ text: String) throws -> RowFile {
        try RowFile(name: "rows.csv", path: "/data/rows.csv", bytes: Array(text.utf8))
    }

    private func cells(_ file: RowFile, _ index: Int) -> [String] {
        file.row(index).cells.map { "\($0.column)=\($0.text)" }
    }

    struct Case: CustomTestStringConvertible {
        var name: String
        var text: String
        var rows: [[String]]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "plain", text: "a,b\n1,2\n", rows: [["a=1", "b=2"]]),
        Case(name: "no final line feed", text: "a,b\n1,2", rows: [["a=1", "b=2"]]),
        Case(name: "CRLF", text: "a,b\r\n1,2\r\n3,4\r\n", rows: [["a=1", "b=2"], ["a=3", "b=4"]]),
        Case(name: "byte order mark", text: "\u{FEFF}a,b\n1,2\n", rows: [["a=1", "b=2"]]),
        Case(name: "quotes", text: "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", rows: [["a=x, y", "b=say \"hi\""]]),
        Case(
            name: "lines in quotes",
            text: "a,b\n\"one\ntwo\",3\n4,5\n",
            rows: [["a=one\ntwo", "b=3"], ["a=4", "b=5"]]
        ),
        Case(name: "empty cells are left out", text: "a,b,c\n1,,3\n\"\",2,\n", rows: [["a=1", "c=3"], ["b=2"]]),
        Case(
            name: "blank lines are no rows",
            text: "a,b\n\n1,2\n\r\n3,4\n\n",
            rows: [["a=1", "b=2"], ["a=3", "b=4"]]
        ),
        Case(name: "semicolons", text: "a;b\n1,5;2\n", rows: [["a=1,5", "b=2"]]),
        Case(name: "tabs", text: "a\tb\n1\t2\n", rows: [["a=1", "b=2"]]),
        Case(name: "a separator in a quoted name", text: "\"a;b;c\",d\n1,2\n", rows: [["a;b;c=1", "d=2"]]),
        Case(name: "a repeated column", text: "a,a\n1,2\n", rows: [["a=1", "a=2"]]),
        Case(name: "blanks around names", text: " a , b\n 1 ,2\n", rows: [["a= 1 ", "b=2"]]),
        Case(name: "one column", text: "a\n1\n2\n", rows: [["a=1"], ["a=2"]]),
        Case(name: "a quote inside of a plain text", text: "a\n5\" tall\n", rows: [["a=5\" tall"]]),
        Case(
            name: "JSON lines",
            text: "{\"b\": 2, \"a\": \"x\"}\n\n{\"a\": [1, 2], \"c\": null}\n",
            rows: [["a=x", "b=2"], ["a=[1,2]"]]
        ),
    ])
    func `rows are read`(_ row: Case) throws {
        let file = try file(row.text)
        #expect(file.count == row.rows.count)
        for (index, wanted) in row.rows.enumerated() { #expect(cells(file, index) == wanted) }
    }

    struct Broken: CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var finding: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ finding: String) {
            (self.name, bytes, self.finding) = (name, Array(text.utf8), finding)
        }
    }

    @Test(arguments: [
        Broken(
            "an open quote",
            "a,b\n1,\"2\n3,4\n",
            """
            rows.csv:2:3: error: row 1: a quote is opened and never closed
            help: close it with another '"'; a quote inside a quoted text is written twice
            """
        ),
        Broken(
            "text after a quote",
            "a,b\n1,2\n\"é\"x,4\n",
            """
            rows.csv:3:4: error: row 2: there is text after a closing quote
            help: put the whole value in quotes, and write a quote inside it twice
            """
        ),
        Broken(
            "too many values",
            "a,b\n1,2,3\n",
            """
            rows.csv:2:1: error: row 1: the row has 3 values; the first line names 2 columns
            help: put a value that contains ',' in quotes
            """
        ),
        Broken(
            "too few values",
            "a;b\n1\n",
            """
            rows.csv:2:1: error: row 1: the row has 1 value; the first line names 2 columns
            help: add ';' for each missing value
            """
        ),
        Broken(
            "a column without a name",
            "a,,c\n1,2,3\n",
            """
            rows.csv:1:3: error: a column has no name
            help: give it the name of an input
            """
        ),
        Broken(
            "a broken JSON line",
            "{\"a\": 1}\n{\"a\": \n",
            """
            rows.csv:2:1: error: row 2: the line is not one JSON object
            help: write one object a line, without line breaks in it
            """
        ),
    ])
    func `what is wrong with a file is reported at its place`(_ row: Broken) throws {
        let error = #expect(throws: RowFindings.self) {
            try RowFile(name: "rows.csv", path: "/rows.csv", bytes: row.bytes)
        }
        #expect(error?.report.longMessage == "\(row.finding)\n1 problem was found; nothing was sent")
    }

    @Test(arguments: [
        ("", "'rows.csv' has no rows"), ("a,b\n", "'rows.csv' has no rows"),
        ("[{\"a\": 1}]", "'rows.csv' is one JSON list"),
    ])
    func `a file without rows is refused`(_ text: String, _ message: String) throws {
        let error = #expect(throws: RunnerError.self) { try file(text) }
        #expect(error?.message == message)
        #expect(error?.code == .invalidInput)
    }

    @Test func `a file that is not UTF-8 is refused at the place`() throws {
        let latin: [UInt8] = Array("a,b\nx,".utf8) + [0xE9] + Array("\n".utf8)
        let error = #expect(throws: RowFindings.self) { try RowFile(name: "r", path: "/r", bytes: latin) }
        #expect(error?.findings.first?.message == "the text is not UTF-8")
        #expect(error?.findings.first?.line == 2)
        #expect(error?.findings.first?.position == 3)
        let wide = #expect(throws: RunnerError.self) {
            try RowFile(name: "r", path: "/r", bytes: [0xFF, 0xFE, 0x61, 0x00])
        }
        #expect(wide?.message == "'r' is UTF-16 text")
    }

    @Test func `a pattern and a directory name files`() throws {
        let directory = try TestDirectory()
        for name in ["b.jpg", "a.jpg", "c.png", ".hidden.jpg"] { try directory.write("photos/\(name)", "x") }
        try directory.write("photos/sub/d.jpg", "x")
        let matched = try RowFile(opening: "\(directory.path)/photos/*.jpg")
        #expect(matched.count == 2)
        #expect(cells(matched, 0) == ["file=\(directory.path)/photos/a.jpg", "id=a", "name=a.jpg"])
        #expect(matched.stem == "photos")
        let all = try RowFile(opening: "\(directory.path)/photos")
        #expect((0..<all.count).map { all.row($0).text(of: "name") } == ["a.jpg", "b.jpg", "c.png"])
        let none = #expect(throws: RunnerError.self) { try RowFile(opening: "\(directory.path)/*.gif") }
        #expect(none?.message == "no file matches '\(directory.path)/*.gif'")
        let missing = #expect(throws: RunnerError.self) { try RowFile(opening: "\(directory.path)/rows.csv") }
        #expect(missing?.message == "'\(directory.path)/rows.csv' cannot be read: No such file or directory")
    }

    @Test func `cells have places, also after lines in quotes and wide characters`() throws {
        let file = try file("a,b\n\"one\ntwo\",é\nü,x\n")
        let first = file.finding(row: 0, column: "b", "m")
        #expect([first.line, first.position] == [3, 6])
        let second = file.finding(row: 1, column: "b", "m")
        #expect([second.line, second.position] == [4, 3])
        #expect(file.finding(row: 1, "m").line == 4)
    }
}
