import ErrorReporting
import FoundationEssentials
import TestSupport
import Testing

@testable import ModelSupply

struct BundleFilesTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    @Test func `checksums are read as they were written, and a changed or missing file is found`() throws {
        try directory.write("b.txt", "two")
        try directory.write("a/c d.txt", "one")
        let checksums = try FileChecksums(of: try filesBelow(directory.path), in: directory.path)
        #expect(checksums.text.split(separator: "\n").map { $0.dropFirst(66) } == ["a/c d.txt", "b.txt"])
        try directory.write("MANIFEST.sha256", checksums.text)
        #expect(try FileChecksums(readFrom: directory.path) == checksums)
        #expect(checksums.changedFiles(in: directory.path) == [])
        try directory.write("b.txt", "three")
        try FileManager.default.removeItem(atPath: "\(directory.path)/a/c d.txt")
        #expect(checksums.changedFiles(in: directory.path) == ["a/c d.txt", "b.txt"])
    }

    @Test(arguments: ["short\n", String(repeating: "a", count: 64) + " x\n"])
    func `a list with a line that is no checksum is refused`(_ text: String) throws {
        try directory.write("MANIFEST.sha256", text)
        #expect(throws: RunnerError.self) { try FileChecksums(readFrom: directory.path) }
    }

    @Test func `a program belongs to a bundle only if it lies in its directory of programs`() throws {
        try directory.write("bundle.json", "{}")
        let cases = [
            ("bin/runner", true), ("runner", false), ("bin/more/runner", false), ("lib/runner", false),
        ]
        for (program, belongs) in cases {
            #expect((RunnerBundle(ofProgram: "\(directory.path)/\(program)") != nil) == belongs, "\(program)")
        }
        #expect(RunnerBundle(ofProgram: "runner") == nil)
        #expect(RunnerBundle(ofProgram: "\(directory.path)/bin/runner")?.registry == "\(directory.path)/vision")
    }

    @Test func `a model has a place in a bundle only right below its registry`() throws {
        try directory.write("bundle.json", "{}")
        try directory.write("vision/a/nested/inf.yml", "")
        try directory.write("elsewhere/inf.yml", "")
        let bundle = try #require(RunnerBundle(ofProgram: "\(directory.path)/bin/runner"))
        let link = "\(directory.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(directory.path)/vision/a")
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory.path)/vision/out",
            withDestinationPath: "\(directory.path)/elsewhere"
        )
        #expect(bundle.place(of: link) == "\(directory.path)/vision/a")
        for name in ["vision/a/nested", "vision/out", "elsewhere", "vision", "nowhere"] {
            #expect(bundle.place(of: "\(directory.path)/\(name)") == nil, "\(name)")
        }
    }

    @Test func `a bundle that came while another was made is replaced only when asked`() throws {
        let output = "\(directory.path)/out"
        try directory.write("out/bundle.json", "theirs")
        let stage = try BundleStage(beside: output)
        try stage.write("ours", to: "bundle.json")
        let error = #expect(throws: RunnerError.self) { try stage.move(to: output, replaces: false) }
        #expect(error?.help == "replace it with --force")
        #expect(try directory.read("out/bundle.json") == "theirs")
        try stage.move(to: output, replaces: true)
        #expect(try directory.read("out/bundle.json") == "ours")
        #expect(try directory.names() == ["out"])
    }

    @Test
    func `a directory that cannot be read is an error, unless it is hidden and hidden ones do not count`() throws {
        try directory.write("model/a.txt", "")
        try directory.write("model/.git/b.txt", "")
        #expect(try filesBelow("\(directory.path)/model") == [".git/b.txt", "a.txt"])
        #expect(try filesBelow("\(directory.path)/model", includingHidden: false) == ["a.txt"])
        let error = #expect(throws: RunnerError.self) { try filesBelow("\(directory.path)/nowhere") }
        #expect(error?.code == .configuration)
        #expect(error?.message == "'\(directory.path)/nowhere' cannot be read")
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
        let path = try directory.write("program", bytes)
        let stage = try BundleStage(beside: "\(directory.path)/out")
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
