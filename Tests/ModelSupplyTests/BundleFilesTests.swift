import ErrorReporting
import FoundationEssentials
import TestSupport
import Testing

@testable import ModelSupply

struct BundleFilesTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test func `checksums are read as they were written, and a changed or missing file is found`() throws {
        try folder.write("b.txt", "two")
        try folder.write("a/c d.txt", "one")
        let checksums = try FileChecksums(of: try filesBelow(folder.path), in: folder.path)
        #expect(checksums.text.split(separator: "\n").map { $0.dropFirst(66) } == ["a/c d.txt", "b.txt"])
        try folder.write("MANIFEST.sha256", checksums.text)
        #expect(try FileChecksums(readFrom: folder.path) == checksums)
        #expect(checksums.changedFiles(in: folder.path) == [])
        try folder.write("b.txt", "three")
        try FileManager.default.removeItem(atPath: "\(folder.path)/a/c d.txt")
        #expect(checksums.changedFiles(in: folder.path) == ["a/c d.txt", "b.txt"])
    }

    @Test(arguments: ["short\n", String(repeating: "a", count: 64) + " x\n"])
    func `a list with a line that is no checksum is refused`(_ text: String) throws {
        try folder.write("MANIFEST.sha256", text)
        #expect(throws: RunnerError.self) { try FileChecksums(readFrom: folder.path) }
    }

    @Test func `a program belongs to a bundle only if it lies in its folder of programs`() throws {
        try folder.write("bundle.json", "{}")
        let cases = [
            ("bin/runner", true), ("runner", false), ("bin/more/runner", false), ("lib/runner", false),
        ]
        for (program, belongs) in cases {
            #expect((RunnerBundle(ofProgram: "\(folder.path)/\(program)") != nil) == belongs, "\(program)")
        }
        #expect(RunnerBundle(ofProgram: "runner") == nil)
        #expect(RunnerBundle(ofProgram: "\(folder.path)/bin/runner")?.registry == "\(folder.path)/vision")
    }

    @Test func `a model has a place in a bundle only right below its registry`() throws {
        try folder.write("bundle.json", "{}")
        try folder.write("vision/a/nested/inf.yml", "")
        try folder.write("elsewhere/inf.yml", "")
        let bundle = try #require(RunnerBundle(ofProgram: "\(folder.path)/bin/runner"))
        let link = "\(folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(folder.path)/vision/a")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/vision/out",
            withDestinationPath: "\(folder.path)/elsewhere"
        )
        #expect(bundle.place(of: link) == "\(folder.path)/vision/a")
        for name in ["vision/a/nested", "vision/out", "elsewhere", "vision", "nowhere"] {
            #expect(bundle.place(of: "\(folder.path)/\(name)") == nil, "\(name)")
        }
    }

    @Test func `a bundle that came while another was made is replaced only when asked`() throws {
        let output = "\(folder.path)/out"
        try folder.write("out/bundle.json", "theirs")
        let stage = try BundleStage(beside: output)
        try stage.write("ours", to: "bundle.json")
        let error = #expect(throws: RunnerError.self) { try stage.move(to: output, replaces: false) }
        #expect(error?.help == "replace it with --force")
        #expect(try folder.read("out/bundle.json") == "theirs")
        try stage.move(to: output, replaces: true)
        #expect(try folder.read("out/bundle.json") == "ours")
        #expect(try folder.names() == ["out"])
    }

    @Test func `a folder that cannot be read is an error, unless it is hidden and hidden ones do not count`() throws {
        try folder.write("model/a.txt", "")
        try folder.write("model/.git/b.txt", "")
        #expect(try filesBelow("\(folder.path)/model") == [".git/b.txt", "a.txt"])
        #expect(try filesBelow("\(folder.path)/model", includingHidden: false) == ["a.txt"])
        let error = #expect(throws: RunnerError.self) { try filesBelow("\(folder.path)/nowhere") }
        #expect(error?.code == .configuration)
        #expect(error?.message == "'\(folder.path)/nowhere' cannot be read")
    }

    @Test func `a program is left alone only if it needs none of the libraries in the bundle`() throws {
        var file = try #require(ELFFile(path: "\(Project.products)/runner-worker"))
        let isReplaced = file.replaceRunpath(with: "$ORIGIN")
        #expect(isReplaced)
        // As if none of what it needs were called after Swift.
        var bytes = file.bytes
        for library in file.neededLibraries where library.hasPrefix("libswift") {
            let range = try #require(bytes.firstRange(of: Array("\0\(library)\0".utf8)))
            bytes[range.lowerBound + 1] = UInt8(ascii: "k")
        }
        let path = try folder.write("program", bytes)
        let stage = try BundleStage(beside: "\(folder.path)/out")
        defer { stage.remove() }
        try stage.link(path, runpath: "$ORIGIN/../lib/swift", libraries: ["libother.so"])
        #expect(ELFFile(path: path)?.bytes == bytes)
        let error = #expect(throws: RunnerError.self) {
            try stage.link(path, runpath: "$ORIGIN/../lib/swift", libraries: ["libcurl.so.4"])
        }
        #expect(error?.message.contains("too short to be replaced") == true)
    }

    @Test func `a worker that lacks a library is reported by the loader's words only`() {
        let line =
            "/x/runner-worker: error while loading shared libraries: libcurl.so.4: cannot open shared object file: No such file or directory"
        #expect(MissingLibrary(log: [line], program: "/x/runner-worker")?.name == "libcurl.so.4")
        #expect(MissingLibrary(log: ["libcurl.so.4 is missing"], program: "/x/runner-worker") == nil)
        #expect(MissingLibrary(log: [], program: "/x/runner-worker") == nil)
    }
}
