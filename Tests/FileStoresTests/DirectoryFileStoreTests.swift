import ErrorReporting
import FileStores
import Foundation
import Hashing
import ModelSupply
import TestSupport
import Testing

struct DirectoryFileStoreTests {
    private let directory: TestDirectory
    private let store: DirectoryFileStore

    init() throws {
        directory = try TestDirectory()
        store = DirectoryFileStore(directory: "\(directory.path)/files")
    }

    /// Writes a file, and gives its path, its hash and its length.
    private func file(_ name: String, _ text: String) throws -> (path: String, hash: String, size: Int64) {
        try directory.write(name, text)
        let hash = try SHA256.digest(of: Array(text.utf8)).hex
        return ("\(directory.path)/\(name)", hash, Int64(text.utf8.count))
    }

    private func put(_ file: (path: String, hash: String, size: Int64)) async throws {
        try await store.put(file.path, sha256: file.hash, sizeBytes: file.size)
    }

    @Test func `what is put is found, fetched with its bytes, listed and removed`() async throws {
        let one = try file("one", "first")
        let two = try file("two", "second")
        #expect(try await store.find(one.hash) == nil)
        #expect(try await store.files(after: nil).isEmpty)
        for file in [one, two, one] { try await put(file) }
        #expect(try await store.find(one.hash)?.sizeBytes == 5)
        let target = "\(directory.path)/fetched"
        try await store.get(one.hash, sizeBytes: 5, to: target)
        #expect(try directory.read("fetched") == "first")
        var listed: [String] = []
        while case let page = try await store.files(after: listed.last), !page.isEmpty { listed += page.map(\.sha256) }
        #expect(listed == [one.hash, two.hash].sorted())
        try await store.remove(one.hash)
        try await store.remove(one.hash)
        #expect(try await store.find(one.hash) == nil)
        #expect(try directory.names().sorted() == ["fetched", "files", "one", "two"])
    }

    @Test func `a file that exists is replaced only when asked to`() async throws {
        let one = try file("one", "first")
        try await put(one)
        try directory.write("taken", "mine")
        let target = "\(directory.path)/taken"
        var error = await #expect(throws: RunnerError.self) {
            try await store.get(one.hash, sizeBytes: one.size, to: target)
        }
        #expect(error?.code == .cannotWrite)
        #expect(try directory.read("taken") == "mine")
        try await store.get(one.hash, sizeBytes: one.size, to: target, replaces: true)
        #expect(try directory.read("taken") == "first")
        let absent = String(repeating: "0", count: 64)
        error = await #expect(throws: RunnerError.self) {
            try await store.get(absent, sizeBytes: 1, to: "\(directory.path)/new")
        }
        #expect(error?.code == .fileMissing)
    }

    @Test func `bytes that are not what they should be are neither kept nor given out`() async throws {
        let one = try file("one", "first")
        let wrong = try SHA256.digest(of: Array("other".utf8)).hex
        var error = await #expect(throws: RunnerError.self) {
            try await store.put(one.path, sha256: wrong, sizeBytes: one.size)
        }
        #expect(error?.code == .invalidInput)
        #expect(try await store.files(after: nil).isEmpty)
        try await put(one)
        try directory.write("files/\(one.hash.prefix(2))/\(one.hash)", "FIRST")
        error = await #expect(throws: RunnerError.self) {
            try await store.get(one.hash, sizeBytes: one.size, to: "\(directory.path)/new")
        }
        #expect(error?.code == .filesUnreachable)
        #expect(try !directory.names().contains("new"))
    }

    @Test func `what is old and not needed is deleted, and what is put again counts as new`() async throws {
        let files = try ["old", "needed", "again"].map { try file($0, $0) }
        for file in files {
            try await put(file)
            let kept = "\(directory.path)/files/\(file.hash.prefix(2))/\(file.hash)"
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -900)],
                ofItemAtPath: kept
            )
        }
        try await put(files[2])
        let deleted = try await store.clean(putBefore: Date(timeIntervalSinceNow: -600)) { [files[1].hash] }
        #expect(deleted.files == 1 && deleted.bytes == 3)
        #expect(try await store.find(files[0].hash) == nil)
        for file in files[1...] { #expect(try await store.find(file.hash) != nil) }
        let nothing = try await store.clean(putBefore: .distantPast) {
            Issue.record("nothing is old")
            return []
        }
        #expect(nothing.files == 0)
    }

    @Test func `a damaged file of the right length is replaced by what is put`() async throws {
        let one = try file("one", "first")
        try await put(one)
        try directory.write("files/\(one.hash.prefix(2))/\(one.hash)", "FIRST")
        try await put(one)
        try await store.get(one.hash, sizeBytes: one.size, to: "\(directory.path)/new")
        #expect(try directory.read("new") == "first")
    }

    /// A store in which a file that is put again keeps its age for an hour.
    private struct SlowStore: FileStore {
        let files: DirectoryFileStore
        let freshness = 3_600.0
        var place: String { files.place }
        func put(_ path: String, sha256: String, sizeBytes: Int64) async throws {}
        func fetch(_ sha256: String, to path: String, sizeBytes: Int64) async throws -> Bool { false }
        func find(_ sha256: String) async throws -> KeptFile? { try await files.find(sha256) }
        func remove(_ sha256: String) async throws { try await files.remove(sha256) }
        func files(after last: String?) async throws -> [KeptFile] { try await files.files(after: last) }
    }

    @Test func `what may have been put again without a new age is not deleted`() async throws {
        let files = [try file("young", "young"), try file("old", "old")]
        for (file, age) in zip(files, [3_700.0, 7_300]) {
            try await put(file)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -age)],
                ofItemAtPath: "\(directory.path)/files/\(file.hash.prefix(2))/\(file.hash)"
            )
        }
        #expect(try await SlowStore(files: store).clean(putBefore: Date()) { [] }.files == 1)
        #expect(try await store.find(files[0].hash) != nil)
    }

    @Test func `a directory that cannot be used is reported`() async throws {
        try directory.write("files", "no directory")
        let one = try file("one", "first")
        let error = await #expect(throws: RunnerError.self) { try await put(one) }
        #expect(error?.code == .filesUnreachable && error?.help?.contains("RUNNER_FILES") == true)
    }

    @Test(arguments: [
        (["RUNNER_FILES": ""], nil as String?), ([:], nil),
        (["RUNNER_FILES": "ftp://host/files"], "RUNNER_FILES is neither a directory nor a bucket"),
        (["RUNNER_FILES": "s3://b"], "RUNNER_FILES cannot be used: 'b' is not the name of a bucket"),
        (
            ["RUNNER_FILES": "s3://bucket/x?endpoint=https://s3.example"],
            "the keys for the bucket of RUNNER_FILES are not set"
        ),
    ])
    func `the setting is checked`(environment: [String: String], message: String?) throws {
        let installation = Installation(environment: environment)
        guard let message else {
            #expect(try FileStores.shared(installation) == nil)
            return
        }
        let error = #expect(throws: RunnerError.self) { try FileStores.shared(installation) }
        #expect(error?.message == message)
    }

    @Test func `the setting names a directory or a bucket`() throws {
        let shared = try #require(try FileStores.shared(Installation(environment: ["RUNNER_FILES": "/srv/files"])))
        #expect(shared.place == "'/srv/files'")
        let variables = [
            "RUNNER_FILES": "s3://bucket/some/prefix?endpoint=https://s3.example", "RUNNER_FILES_ACCESS_KEY": "a",
            "RUNNER_FILES_SECRET_KEY": "b",
        ]
        let bucket = try #require(try FileStores.shared(Installation(environment: variables)))
        #expect(bucket.place == "the bucket 'https://s3.example/bucket/some/prefix'")
    }
}
