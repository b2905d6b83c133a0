import Foundation
import Glibc
import TestSupport
import Testing

/// What `--fix` and `--diff` do to files.
struct ValidateFixTests {
    private let directory: TestDirectory
    private let path = "models/a/inf.yml"

    init() throws {
        directory = try TestDirectory()
    }

    /// A manifest whose only mistake is a key that can be mended.
    private static let wrong = ValidManifest.text(name: "a").replacing("category:", with: "categry:")
    private static let right = ValidManifest.text(name: "a")

    private func validate(_ arguments: String...) async throws -> ProgramRun {
        try await run("runner", ["validate", "models"] + arguments, in: directory.path)
    }

    private func bytes() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(directory.path)/\(path)")))
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let change: @Sendable (String) -> String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "as it is") { $0 },
        Case(name: "CR LF") { $0.replacing("\n", with: "\r\n") },
        Case(name: "no final newline") { String($0.dropLast()) },
        Case(name: "empty lines at the end") { $0 + "\n\n" },
        Case(name: "comments") { "# first\n" + $0.replacing("video\n", with: "video   # why\n# then\n") + "# last" },
        Case(name: "trailing blanks") { $0.replacing("video\n", with: "video  \n") },
        Case(name: "a tab in a comment") { $0.replacing("video\n", with: "video #\ta\tb\n") },
        Case(name: "wide characters and emoji") { $0.replacing("A model", with: "日本 👩‍👩‍👧 e\u{301}") },
        Case(name: "quotes") {
            $0.replacing("title: A model", with: "title: 'A model'").replacing("acme", with: "\"acme\"")
        },
        Case(name: "a document marker") { "---\n" + $0 },
        Case(name: "another order") { "sandbox: {}\n" + $0 },
        Case(name: "a quoted key") { $0.replacing("acme\n", with: "acme\n\"metadata\":   {tags:   [a,b]}\n") },
    ])
    func `only the wrong bytes change, and a second run changes nothing`(_ row: Case) async throws {
        try directory.write(path, row.change(Self.wrong))
        let result = try await validate("--fix")
        #expect(try bytes() == Array(row.change(Self.right).utf8))
        #expect(result.errors.hasPrefix("fixed 1 finding in 1 file\n1 manifest checked, "), "\(result.summary)")
        let status = try status()
        let again = try await validate("--fix")
        #expect(try self.status() == status, "the file was written again")
        #expect(again.output == result.output && !again.errors.contains("fixed"))
    }

    /// What tells whether a file was replaced.
    private func status() throws -> ino_t {
        var status = stat()
        #expect(stat("\(directory.path)/\(path)", &status) == 0)
        return status.st_ino
    }

    @Test func `what remains is reported and decides the exit code`() async throws {
        try directory.write(path, Self.wrong + "name: b\n")
        let result = try await validate("--fix")
        #expect(result.status == 1)
        #expect(result.output.contains("\(path):17:1: error: duplicate key 'name' [duplicate-key]"))
        #expect(!result.output.contains("categry"))
        #expect(result.errors == "fixed 1 finding in 1 file\n1 manifest checked, 1 error, 0 warnings\n")
        #expect(try bytes() == Array((Self.right + "name: b\n").utf8))
    }

    @Test func `a diff shows the changes and makes none`() async throws {
        try directory.write(path, Self.wrong)
        let result = try await validate("--diff")
        #expect(
            result.output == """
                --- models/a/inf.yml
                +++ models/a/inf.yml
                @@ -2,7 +2,7 @@
                 name: a
                 title: A model
                 description: Makes a video from a text.
                -categry: video
                +category: video
                 kernel: swift-6
                \(" ")
                 resources:

                """
        )
        #expect(result.errors.hasPrefix("would fix 1 finding in 1 file\n"))
        #expect(result.status == 1)
        #expect(try bytes() == Array(Self.wrong.utf8))
        try directory.write(path, Self.right)
        let clean = try await validate("--diff")
        #expect(clean.output == "" && clean.status == 0)
    }

    @Test func `permissions and links stay`() async throws {
        try directory.write("models/a/inner/real.yml", Self.wrong)
        chmod("\(directory.path)/models/a/inner/real.yml", 0o640)
        #expect(symlink("inner/real.yml", "\(directory.path)/\(path)") == 0)
        #expect(try await validate("--fix").status == 0)
        #expect(try directory.read("models/a/inner/real.yml") == Self.right)
        #expect(try directory.names(in: "models/a/inner") == ["real.yml"])
        var status = stat()
        #expect(lstat("\(directory.path)/\(path)", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(stat("\(directory.path)/\(path)", &status) == 0 && status.st_mode & 0o7777 == 0o640)
    }

    @Test func `a read-only file is named and left alone, the others are fixed`() async throws {
        try directory.write(path, Self.wrong)
        chmod("\(directory.path)/\(path)", 0o444)
        try directory.write("models/b/inf.yml", Self.wrong.replacing("name: a\n", with: "name: b\n"))
        let result = try await validate("--fix")
        #expect(result.status == 73)
        #expect(result.errors.hasPrefix("error: '\(path)' was not fixed: the file is read-only\nhelp: "))
        #expect(result.output.contains("\(path):5:1: error: unknown key 'categry' in manifest [unknown-key]"))
        #expect(try bytes() == Array(Self.wrong.utf8))
        #expect(try directory.read("models/b/inf.yml").contains("category:"))
    }
}
