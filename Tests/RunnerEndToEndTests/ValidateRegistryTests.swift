import Foundation
import TestSupport
import Testing

/// What `runner validate` finds between manifests, and whose rules it holds them to.
struct ValidateRegistryTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    @Test func `two models of one name are found over the tree`() async throws {
        let text = ValidManifest.text(name: "a")
        try directory.write("one/a/inf.yml", text)
        try directory.write("two/a/inf.yml", text + "nmae: x\n")
        let result = try await run("runner", ["validate", "."], in: directory.path)
        let first = result.output.split(separator: "\n\n").first.map(String.init)
        #expect(
            first == """
                two/a/inf.yml:2:7: error: another model is named 'acme/a' [duplicate-model]
                  |
                2 | name: a
                  |       ^
                help: rename or remove one of the two: only one can be found by this name
                one/a/inf.yml:2:7: note: it is here
                  |
                2 | name: a
                  |       ^
                """
        )
        #expect(result.output.contains("two/a/inf.yml:17:1: error: unknown key 'nmae'"))
        #expect(result.errors == "2 manifests checked, 2 errors, 0 warnings\n")
    }

    @Test func `a name that is taken is reported on the file that came last`() async throws {
        let text = ValidManifest.text(name: "a")
        let late = try directory.write("a-copy/inf.yml", text)
        let early = try directory.write("b/inf.yml", text)
        let dates = [(early, 1_700_000_000.0), (late, 1_700_000_100.0)]
        for (path, seconds) in dates {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: seconds)],
                ofItemAtPath: path
            )
        }
        let result = try await run("runner", ["validate", "."], in: directory.path)
        #expect(result.output.hasPrefix("a-copy/inf.yml:2:7: error: another model is named"), "\(result.summary)")
    }

    @Test func `in a repository, what was committed last came last, and times of files say nothing`() async throws {
        let scene = try await GitScene()
        let text = ValidManifest.text(name: "a")
        let early = try scene.directory.write("b/inf.yml", text)
        try await scene.commit(at: 1_700_000_000)
        let late = try scene.directory.write("a-copy/inf.yml", text)
        func set(_ path: String, _ seconds: Double) throws {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: seconds)],
                ofItemAtPath: path
            )
        }
        // As after a checkout that wrote the older file last.
        try set(late, 1_600_000_000)
        try set(early, 1_800_000_000)
        let finding = "a-copy/inf.yml:2:7: error: another model is named"
        let uncommitted = try await run("runner", ["validate", "."], in: scene.directory.path)
        #expect(uncommitted.output.hasPrefix(finding), "\(uncommitted.summary)")
        try await scene.commit(at: 1_700_000_100)
        let committed = try await run("runner", ["validate", "."], in: scene.directory.path)
        #expect(committed.output.hasPrefix(finding), "\(committed.summary)")
        // What came in one commit has one time, so the path decides.
        let other = try await GitScene()
        for name in ["b", "a-copy"] { try other.directory.write("\(name)/inf.yml", text) }
        try await other.commit(at: 1_700_000_000)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)],
            ofItemAtPath: "\(other.directory.path)/b/inf.yml"
        )
        let together = try await run("runner", ["validate", "."], in: other.directory.path)
        #expect(together.output.contains("b/inf.yml:2:7: error: another model is named"), "\(together.summary)")
        #expect(!together.output.contains("a-copy/inf.yml:2:7: error:"), "\(together.summary)")
    }

    @Test func `the profile decides whose rules count`() async throws {
        try directory.write("a/inf.yml", ValidManifest.text(name: "a"))
        let ours = try await run("runner", ["validate", "a", "--profile", "runner"], in: directory.path)
        #expect(ours.output == "" && ours.status == 0)
        let platform = try await run("runner", ["validate", "a", "--profile", "platform"], in: directory.path)
        #expect(platform.output != "")
        #expect(try await run("runner", ["validate", "a", "--profile", "other"], in: directory.path).status == 64)
    }
}
