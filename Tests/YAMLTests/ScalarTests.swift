import Diagnostics
import Testing
import YAML

/// The core schema of <https://yaml.org/spec/1.2.2/#1032-tag-resolution>.
struct ScalarTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let meaning: Scalar.Resolved
        var testDescription: String { text }

        init(_ text: String, _ meaning: Scalar.Resolved) {
            self.text = text
            self.meaning = meaning
        }
    }

    private func scalar(_ text: String) throws -> Scalar {
        let document = Document.parse(Array("a: \(text)\n".utf8), Findings(path: "a.yml"))
        guard case .mapping(let mapping) = document.root?.content,
            case .scalar(let scalar) = try #require(mapping["a"]).value.content
        else {
            throw NoScalar()
        }
        return scalar
    }

    struct NoScalar: Error {}

    @Test(arguments: [
        Case("", .null), Case("~", .null), Case("null", .null), Case("NULL", .null), Case("nULL", .string),
        Case("true", .boolean(true)), Case("True", .boolean(true)), Case("FALSE", .boolean(false)),
        Case("yes", .string), Case("no", .string), Case("on", .string), Case("y", .string), Case("tRUE", .string),
        Case("0", .integer(0)), Case("-1", .integer(-1)), Case("+12", .integer(12)), Case("007", .integer(7)),
        Case("0o7", .integer(7)), Case("0o8", .string), Case("0xfF", .integer(255)), Case("0x", .string),
        Case("-0x1", .string), Case("1_000", .string), Case("1:30", .string),
        Case("9223372036854775807", .integer(.max)), Case("9223372036854775808", .integer(nil)),
        Case("3.10", .number(3.1)), Case(".5", .number(0.5)), Case("5.", .number(5)), Case("1e3", .number(1000)),
        Case("-1.5E-2", .number(-0.015)), Case(".", .string), Case("1e", .string), Case("e3", .string),
        Case("1.2.3", .string), Case(".inf", .number(.infinity)), Case("-.INF", .number(-.infinity)),
        Case("inf", .string), Case("nan", .string), Case("+.nan", .string), Case("0x1p3", .string),
        Case("1e999", .number(.infinity)), Case("5MB", .string), Case("15s", .string), Case("2001-01-01", .string),
        Case("\"1\"", .string), Case("'true'", .string), Case("\"\"", .string),
    ])
    func `a plain scalar means what the core schema says`(_ row: Case) throws {
        #expect(try scalar(row.text).resolved == row.meaning)
    }

    @Test func `not a number is a number`() throws {
        guard case .number(let value) = try scalar(".nan").resolved else {
            Issue.record("not a number at all")
            return
        }
        #expect(value.isNaN)
    }

    @Test func `the style is kept`() throws {
        #expect(try scalar("no").style == .plain)
        #expect(try scalar("'no'").style == .quoted)
        #expect(try scalar("|\n  no").style == .block)
    }
}
