import Testing

@testable import ModelSupply

struct ModelLockTests {
    private struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var found: [String: String]
        var differences: [ContentDifference]
    }

    private static let cases: [Case] = [
        Case(testDescription: "the same", found: ["a": "1", "b/c": "2"], differences: []),
        Case(
            testDescription: "other bytes",
            found: ["a": "1", "b/c": "3"],
            differences: [ContentDifference(path: "b/c", kind: .changed)]
        ),
        Case(testDescription: "less", found: ["a": "1"], differences: [ContentDifference(path: "b/c", kind: .missing)]),
        Case(
            testDescription: "more, in the order of bytes",
            found: ["a": "1", "b/c": "2", "é": "3", "Z": "4"],
            differences: [
                ContentDifference(path: "Z", kind: .additional), ContentDifference(path: "é", kind: .additional),
            ]
        ),
        Case(
            testDescription: "moved",
            found: ["a": "1", "b/d": "2"],
            differences: [
                ContentDifference(path: "b/c", kind: .missing), ContentDifference(path: "b/d", kind: .additional),
            ]
        ),
    ]

    @Test(arguments: cases)
    private func `differences are named by file`(_ row: Case) {
        let found = ModelContent(files: row.found)
        #expect(ContentDifference.between(["a": "1", "b/c": "2"], and: found) == row.differences)
    }

    @Test func `a name that only looks the same is another one`() {
        let found = ModelContent(files: ["cafe\u{301}": "1"])
        let differences = ContentDifference.between(["caf\u{E9}": "1"], and: found)
        #expect(differences.map(\.kind) == [.additional, .missing])
    }

    @Test func `a lock reads as it was written, in the same bytes each time`() throws {
        let files = ["b/c.txt": "02", "a.swift": "01"]
        let entry = ModelLock.Entry(
            source: "https://example.com/r.git",
            path: "models/x",
            revision: "abc",
            added: "2026-01-05",
            hash: try ModelContent(files: files).hash(),
            files: files
        )
        let lock = ModelLock(models: ["x": entry])
        let text = try lock.encoded()
        #expect(try ModelLock(parsing: text, path: "runner.lock") == lock)
        #expect(try ModelLock(parsing: text, path: "runner.lock").encoded() == text)
        #expect(
            String(decoding: text, as: UTF8.self) == """
                {
                  "models" : {
                    "x" : {
                      "added" : "2026-01-05",
                      "files" : {
                        "a.swift" : "01",
                        "b/c.txt" : "02"
                      },
                      "hash" : "\(entry.hash)",
                      "path" : "models/x",
                      "revision" : "abc",
                      "source" : "https://example.com/r.git"
                    }
                  },
                  "version" : 1
                }

                """
        )
    }

    @Test func `the command that restores a model can be pasted`() {
        let entry = ModelLock.Entry(
            source: "/a b/it's.git",
            path: "x",
            revision: "abc",
            added: "",
            hash: "",
            files: [:]
        )
        #expect(
            entry.restoring(as: "x", in: "/r")
                == #"runner add '/a b/it'\''s.git#abc' --path x --as x --replace --registry /r"#
        )
        #expect(ModelLock.Entry(source: nil, added: "", hash: "", files: [:]).restoring(as: "x", in: "/r") == nil)
    }
}
