import Foundation
import Glibc
import TestSupport
import Testing

/// What `runner validate` does with trees, also with hostile ones, and what it exits with.
struct ValidateTreeTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func validate(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramRun {
        try await run("runner", ["validate"] + arguments, environment: environment, in: directory.path)
    }

    /// The findings' first lines.
    private func findings(_ result: ProgramRun) -> [String] {
        result.output.split(separator: "\n").map(String.init).filter { $0.hasSuffix("]") && $0.contains("inf.yml") }
    }

    @Test func `findings are sorted however many workers there are`() async throws {
        for index in 0..<300 {
            let name = "model-\(index)"
            try directory.write(
                "models/\(index % 7)/\(name)/inf.yml",
                ValidManifest.text(name: name) + (index % 3 == 0 ? "namespace: b\nname: c\n" : "")
            )
        }
        let result = try await validate("models")
        #expect(result.errors == "300 manifests checked, 200 errors, 0 warnings\n")
        let errors = findings(result).filter { $0.contains("error:") }
        let paths = errors.map { $0.prefix { $0 != ":" } }
        #expect(paths == paths.sorted() && Set(paths).count == 100)
        #expect(stride(from: 0, to: errors.count, by: 2).allSatisfy { errors[$0] < errors[$0 + 1] })
        for _ in 0..<3 { #expect(try await validate("models").output == result.output) }
    }

    @Test func `examples are checked, and links out of the model's directory are not followed`() async throws {
        let manifest = ValidManifest.text(name: "hello").replacing("prompt: {type: string", with: "image: {type: image")
        try directory.write("models/hello/inf.yml", manifest)
        try directory.write("secret.json", #"{"input": {"key": "a key of the user"}, "output": {}}"#)
        symlink("\(directory.path)/secret.json", "\(directory.path)/models/hello/link.json")
        let examples = ["a": "../link.json", "b": "none.png", "c": "/etc/passwd"]
        for (name, image) in examples {
            try directory.write(
                "models/hello/examples/\(name).json",
                #"{"input": {"image": "\#(image)"}, "output": {}}"#
            )
        }
        symlink("\(directory.path)/secret.json", "\(directory.path)/models/hello/examples/d.json")
        let result = try await validate("models")
        #expect(result.status == 1, "\(result.summary)")
        let place = "models/hello/examples"
        #expect(
            result.output.split(separator: "\n").filter { $0.hasPrefix(place) } == [
                "\(place)/a.json:1:21: error: '../link.json' is not a file of the model [bad-example]",
                "\(place)/b.json:1:21: warning: there is no file 'none.png' [missing-example-file]",
                "\(place)/c.json:1:21: error: '/etc/passwd' is not a file of the model [bad-example]",
                "\(place)/d.json:1:1: error: not a file that can be read [bad-example]",
            ],
            "\(result.summary)"
        )
        #expect(!result.summary.contains("a key of the user"))
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let status: Int32
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Case(arguments: ["clean"], status: 0), Case(arguments: ["warned"], status: 0),
        Case(arguments: ["warned", "--warnings-as-errors"], status: 1), Case(arguments: ["wrong"], status: 1),
        Case(arguments: ["clean", "nowhere"], status: 1), Case(arguments: ["empty"], status: 1),
        Case(arguments: ["clean", "--format", "xml"], status: 64), Case(arguments: ["--frobnicate"], status: 64),
        Case(arguments: ["clean", "--fix", "--diff"], status: 64),
        Case(arguments: ["clean", "--diff", "--format", "json"], status: 64),
        // Without a registry, the models that came with the program are checked.
        Case(arguments: [], status: 0), Case(arguments: ["--registry", "nowhere"], status: 78),
    ])
    func `the exit code tells how it went`(_ row: Case) async throws {
        try directory.write("clean/inf.yml", ValidManifest.text(name: "clean"))
        try directory.write("wrong/inf.yml", "name: wrong\n")
        try directory.write("empty/x", "")
        let warned = ValidManifest.text(name: "warned").replacing(
            "prompt: {",
            with: "prompt: {default: a, required: true, "
        )
        try directory.write("warned/inf.yml", warned)
        let result = try await run("runner", ["validate"] + row.arguments, in: directory.path)
        #expect(result.status == row.status, "\(result.summary)")
    }

    @Test func `warnings become errors in what is written, too`() async throws {
        let warned = ValidManifest.text(name: "warned").replacing(
            "prompt: {",
            with: "prompt: {default: a, required: true, "
        )
        try directory.write("warned/inf.yml", warned)
        let result = try await validate("warned", "--warnings-as-errors")
        #expect(result.output.contains("error: ") && !result.output.contains("warning: "))
        #expect(result.errors == "1 manifest checked, 1 error, 0 warnings\n")
    }

    @Test func `without a path every directory of the registry is checked`() async throws {
        try directory.write("one/a/inf.yml", ValidManifest.text(name: "a"))
        try directory.write("two/deep/b/inf.yml", "name: b\n")
        let registry = ["RUNNER_REGISTRY": "\(directory.path)/one:\(directory.path)/two"]
        let result = try await validate(environment: registry)
        #expect(result.errors.hasPrefix("2 manifests checked, "))
        #expect(findings(result).allSatisfy { $0.hasPrefix("\(directory.path)/two/deep/b/inf.yml:1:1: ") })
    }

    @Test func `a hostile tree is explained and hides nothing`() async throws {
        try directory.write("a/inf.yml", ValidManifest.text(name: "a") + "name: b\n")
        try directory.write("b/deep.d/inf.yml", String(repeating: "[", count: 1_000_000))
        try directory.write("b/nul.d/inf.yml", [0x61, 0x3A, 0x20, 0x00, 0x0A])
        let bomb = (1...9).map {
            "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", "))]"
        }
        try directory.write("c/inf.yml", "a0: &a0 x\n" + bomb.joined(separator: "\n") + "\n")
        try directory.write("d/inf.yml/x", "")
        try directory.write("e/x", "")
        #expect(mkfifo("\(directory.path)/e/inf.yml", 0o600) == 0)
        try directory.write("f/x", "")
        #expect(symlink("inf.yml", "\(directory.path)/f/inf.yml") == 0)
        #expect(symlink("..", "\(directory.path)/f/up") == 0)
        #expect(truncate(try directory.write("g/inf.yml", ""), 100 << 20) == 0)
        try directory.write(".hidden/inf.yml", "name: x\n")
        let result = try await validate(".", "--format", "github")
        #expect(result.status == 1)
        for finding in [
            "file=a/inf.yml,line=17,endLine=17,col=1,endColumn=5,title=duplicate-key::duplicate key 'name'",
            "file=b/deep.d/inf.yml,line=1,endLine=1,col=33,endColumn=34,title=too-deep::",
            "file=b/nul.d/inf.yml,line=1,endLine=1,col=4,endColumn=5,title=control-character::the file contains a NUL",
            "file=c/inf.yml,line=2,endLine=2,col=5,endColumn=8,title=alias::anchor '&a1'",
            "file=d/inf.yml,line=1,title=unreadable-file::a directory, not a file",
            "file=e/inf.yml,line=1,title=unreadable-file::a named pipe, not a file",
            "file=f/inf.yml,line=1,title=unreadable-file::symbolic links form a loop",
            "file=g/inf.yml,line=1,title=too-large::the file has 104857600 bytes",
        ] {
            #expect(result.output.contains(finding), "\(finding)")
        }
        #expect(!result.output.contains("hidden"))
        #expect(result.errors.hasPrefix("8 manifests checked, "))
    }

    @Test(.disabled(if: geteuid() == 0, "the superuser may read everything"))
    func `a directory that may not be read is a finding`() async throws {
        try directory.write("a/inf.yml", ValidManifest.text(name: "a"))
        try directory.write("b/inf.yml", ValidManifest.text(name: "b"))
        chmod("\(directory.path)/b", 0)
        let result = try await validate(".")
        #expect(
            result.output == "b:1:1: error: the directory cannot be searched: permission denied [unreadable-file]\n"
        )
        chmod("\(directory.path)/b", 0o700)
    }
}
