import ErrorReporting
import FileStores
import Foundation
import Hashing
import RunStore
import RunStoreFixtures
import TestSupport
import Testing

/// Fetching must never cost what it fetches.
struct OutputFetchTests {
    private let directory: TestDirectory
    private let fetch: OutputFetch

    init() throws {
        directory = try TestDirectory()
        try directory.write("a.mp4", "the only copy")
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory.path)/same",
            withDestinationPath: directory.path
        )
        var run = Run.sample(at: .sample)
        run.status = .succeeded
        let hash = try SHA256.digest(of: Array("the only copy".utf8)).hex
        run.files = [RunFile(name: "video", path: "\(directory.path)/a.mp4", sizeBytes: 13, sha256: hash)]
        fetch = OutputFetch(run, name: nil, shared: nil)
    }

    @Test(arguments: ["a.mp4", "./a.mp4", "same/a.mp4", "../a.mp4", "link", "hard"], [true, false])
    func `an output that is in its place stays there, however the place is spelled`(
        name: String,
        replaces: Bool
    ) async throws {
        let path =
            name.hasPrefix("..")
            ? "\(directory.path)/same/../\(directory.path.split(separator: "/").last ?? "")/a.mp4"
            : "\(directory.path)/\(name)"
        if name == "link" { try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "a.mp4") }
        if name == "hard" { try FileManager.default.linkItem(atPath: "\(directory.path)/a.mp4", toPath: path) }
        #expect(try await fetch.fetch(to: path, replaces: replaces) == [path])
        #expect(try directory.read("a.mp4") == "the only copy")
        #expect(try !directory.names().contains { $0.hasSuffix(".partial") })
    }

    @Test func `a file is replaced only when asked to, and only once the new one is complete`() async throws {
        try directory.write("b.mp4", "mine")
        let error = await #expect(throws: RunnerError.self) {
            try await fetch.fetch(to: "\(directory.path)/b.mp4", replaces: false)
        }
        #expect(error?.code == .cannotWrite)
        #expect(try directory.read("b.mp4") == "mine")
        _ = try await fetch.fetch(to: "\(directory.path)/b.mp4", replaces: true)
        #expect(try directory.read("b.mp4") == "the only copy")
        // The output has gone, so what is in its place stays.
        try directory.write("a.mp4", "changed bytes")
        await #expect(throws: RunnerError.self) { try await fetch.fetch(to: "\(directory.path)/b.mp4", replaces: true) }
        #expect(try directory.read("b.mp4") == "the only copy")
        #expect(try directory.names().sorted() == ["a.mp4", "b.mp4", "same"])
    }

    @Test(arguments: ["pipe", "d/", "d", "dangling", "-", "", "none/"])
    func `nothing but a file is ever replaced`(name: String) async throws {
        try directory.write("d/a.mp4/precious", "kept")
        #expect(mkfifo("\(directory.path)/pipe", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory.path)/dangling",
            withDestinationPath: "nowhere"
        )
        let place = name == "-" || name.isEmpty ? name : "\(directory.path)/\(name)"
        let error = await #expect(throws: RunnerError.self) { try await fetch.fetch(to: place, replaces: true) }
        #expect(error?.code == (name == "-" || name.isEmpty ? .usage : .cannotWrite))
        #expect(try directory.read("d/a.mp4/precious") == "kept")
        #expect(try directory.names().sorted() == ["a.mp4", "d", "dangling", "pipe", "same"])
    }

    @Test func `a store of files replaces nothing but files either`() async throws {
        let store = DirectoryFileStore(directory: "\(directory.path)/files")
        let hash = try SHA256.digest(of: Array("the only copy".utf8)).hex
        try await store.put("\(directory.path)/a.mp4", sha256: hash, sizeBytes: 13)
        #expect(mkfifo("\(directory.path)/pipe", 0o600) == 0)
        let error = await #expect(throws: RunnerError.self) {
            try await store.get(hash, sizeBytes: 13, to: "\(directory.path)/pipe", replaces: true)
        }
        #expect(error?.code == .cannotWrite)
    }
}
