import ErrorReporting
import Glibc
import ManifestChecks
import ModelManifest
import TestSupport
import Testing

@testable import ModelSupply

struct RegistryTests {
    private let directory: TestDirectory
    private let registry: Registry

    init() throws {
        directory = try TestDirectory()
        for (place, name) in [("first-dir", "first"), ("second", "second"), ("copy", "second")] {
            try directory.write("vision/\(place)/inf.yml", Self.manifest(name))
        }
        try directory.write("vision/broken/inf.yml", "nmae: x\n")
        try directory.write("vision/README.md", "no model")
        registry = Registry(roots: ["\(directory.path)/vision"])
    }

    private static func manifest(_ name: String) -> String {
        """
        namespace: test
        name: \(name)
        description: A model.
        category: other
        kernel: swift-6
        resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
        inputs: {}
        outputs:
            text: {type: string}

        """
    }

    @Test func `a model is found by directory, name and full name`() throws {
        for name in ["first-dir", "first", "test/first", "\(directory.path)/vision/first-dir/"] {
            #expect(try registry.model(name).directoryName == "first-dir")
        }
        #expect(try registry.directories().count == 4)
    }

    @Test(arguments: [#""es\x63aped""#, "'escaped'", "escaped # a comment", ">-\n  escaped"])
    func `a name is found however it is written`(text: String) throws {
        try directory.write("vision/other-dir/inf.yml", Self.manifest(text))
        #expect(try registry.model("escaped").directoryName == "other-dir")
        #expect(try registry.model("test/escaped").manifest.name == "escaped")
    }

    @Test func `many manifests are read in the order of their directories`() throws {
        let names = (100..<150).map { "m\($0)" }
        for name in names { try directory.write("many/\(name)/inf.yml", Self.manifest(name)) }
        let many = Registry(roots: ["\(directory.path)/many"])
        #expect(try many.models { $1.manifest?.name } == names)
        #expect(try many.models { directory, _ in directory } == many.directories())
    }

    @Test func `a directory's name goes before a manifest's`() throws {
        #expect(try registry.model("second").directoryName == "second")
    }

    @Test func `a name that two models have is refused`() {
        let error = #expect(throws: RunnerError.self) { try registry.model("test/second") }
        #expect(error?.message.contains("several models") == true)
    }

    @Test func `an unknown name is guessed`() {
        let error = #expect(throws: RunnerError.self) { try registry.model("frist") }
        #expect(error?.code == .usage)
        #expect(error?.help?.hasPrefix("did you mean 'first'?") == true)
    }

    @Test func `a broken manifest is reported with its findings`() {
        let error = #expect(throws: RunnerError.self) { try registry.model("broken") }
        #expect(error?.code == .invalidManifest)
        #expect(error?.message.contains("inf.yml:1:1: error: unknown key 'nmae'") == true)
    }

    @Test func `the nearest vision above the working directory is the registry`() throws {
        let inside = "\(directory.path)/vision/second"
        let found = Registry(given: [], environment: [:], workingDirectory: inside)
        #expect(found.roots == ["\(directory.path)/vision"])
        #expect(
            Registry(given: [], environment: ["RUNNER_REGISTRY": "/a:/b"], workingDirectory: inside).roots == [
                "/a", "/b",
            ]
        )
        #expect(
            Registry(given: ["x"], environment: ["RUNNER_REGISTRY": "/a"], workingDirectory: inside).roots == ["x"]
        )
    }

    @Test(arguments: ["vision", "vision/", "vision/../vision", "link"])
    func `models that came with the program are listed once, however their directory is spelled`(spelling: String)
        throws
    {
        let directory = directory.path
        #expect(symlink("vision", "\(directory)/link") == 0)
        let own = Registry(
            given: [],
            environment: ["RUNNER_REGISTRY": "\(directory)/\(spelling)"],
            workingDirectory: directory,
            bundled: "\(directory)/vision"
        )
        #expect(try own.withBundledModels.directories().count == 4)
    }

    @Test func `models that came with the program are listed after those of a registry`() throws {
        try directory.write("own/third/inf.yml", Self.manifest("third"))
        let own = Registry(
            given: [],
            environment: ["RUNNER_REGISTRY": "\(directory.path)/own"],
            workingDirectory: directory.path,
            bundled: "\(directory.path)/vision"
        )
        let vision = try registry.directories()
        #expect(try own.directories() == ["\(directory.path)/own/third"])
        #expect(try own.withBundledModels.directories() == ["\(directory.path)/own/third"] + vision)
    }

    @Test(arguments: ["inf.yaml", "inf.YML", "Inf.yml"])
    func `a manifest with a similar name is reported`(_ name: String) throws {
        try directory.write("vision/hidden one/\(name)", Self.manifest("hidden"))
        try directory.write("vision/second/inf.yaml", "")
        let path = "\(directory.path)/vision/hidden one"
        #expect(
            registry.oddities() == [
                Registry.Oddity(
                    message: "'\(path)' is not listed as a model: its manifest is called '\(name)'",
                    help: "rename it: mv '\(path)/\(name)' '\(path)/inf.yml'"
                )
            ]
        )
        let error = #expect(throws: RunnerError.self) { try registry.model(path) }
        #expect(error?.code == .usage && error?.message == "the manifest in '\(path)' is called '\(name)'")
    }

    @Test func `names that are not UTF-8 are reported, and hide no other model`() throws {
        let bytes: [CChar] =
            Array("\(directory.path)/vision/".utf8CString.dropLast()) + [0x61, CChar(bitPattern: 0xFF), 0]
        #expect(mkdir(bytes, 0o700) == 0)
        #expect(
            registry.oddities() == [
                Registry.Oddity(
                    message: "the name 'a\u{FFFD}' in '\(directory.path)/vision' is not UTF-8",
                    help: "rename the directory"
                )
            ]
        )
        #expect(try registry.directories().count == 4)
        let error = #expect(throws: RunnerError.self) { try ModelContent(directory: "\(directory.path)/vision") }
        #expect(error?.message == "the name 'a\u{FFFD}' in '\(directory.path)/vision' is not UTF-8")
    }
}
