import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import SQLiteRunStore
import Testing
import Uploads

struct FileShelfTests {
    private let directory: TemporaryDirectory
    private let store: any ServerDatabase
    private let shelf: FileShelf

    init() async throws {
        directory = try TemporaryDirectory()
        store = try await SQLiteRunDatabase(path: directory.path + "/runs.sqlite", redactor: Redactor())
        var limits = FileShelf.Limits()
        limits.fileBytes = 1_000
        shelf = try FileShelf(directory: directory.path + "/files", database: store, limits: limits)
    }

    private func add(_ text: String, _ name: String?, of owner: String?) async throws -> ServerFile {
        let file = try shelf.receive()
        for byte in text.utf8 { try await file.write([byte]) }
        return try await shelf.keep(file, name: name, metadata: ["a": 1], owner: owner)
    }

    private var contents: [String] {
        let paths = FileManager.default.enumerator(atPath: directory.path + "/files")?.compactMap { $0 as? String }
        return (paths ?? []).filter { $0.hasPrefix("content/") && $0.count > 20 || $0.hasPrefix("arriving/") }
    }

    @Test func `equal files are kept once, and deleted with the last of them`() async throws {
        let (mine, other) = (try await add("hello", "../../a.txt", of: "ada"), try await add("hello", nil, of: "bob"))
        #expect(mine.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
        #expect(mine.name == "a.txt" && other.name == "file" && mine.id != other.id && mine.metadata == ["a": 1])
        #expect(mine.contentType == "text/plain; charset=utf-8" && mine.sizeBytes == 5)
        #expect(contents.count == 1)
        #expect(try String(contentsOfFile: shelf.path(mine.sha256), encoding: .utf8) == "hello")

        #expect(try await shelf.file(mine.id, of: "bob") == nil)
        #expect(try await !shelf.remove(mine.id, of: "bob"))
        #expect(try await shelf.remove(mine.id, of: "ada"))
        #expect(contents.count == 1)
        #expect(try await shelf.remove(other.id, of: "bob"))
        #expect(contents == [])
    }

    @Test func `a file that is too long leaves nothing behind`() async throws {
        do {
            let file = try shelf.receive()
            try await file.write([UInt8](repeating: 1, count: 1_000))
            let error = await #expect(throws: UploadError.self) { try await file.write([1]) }
            #expect(error?.code == .tooLarge)
        }
        #expect(contents == [])
    }

    @Test func `one caller has a limited number of files and bytes`() async throws {
        var limits = FileShelf.Limits()
        (limits.callerFiles, limits.callerBytes) = (3, 10)
        let shelf = try FileShelf(directory: directory.path + "/files", database: store, limits: limits)
        func add(_ text: String, of owner: String) async throws -> ServerFile {
            let file = try shelf.receive()
            try await file.write(Array(text.utf8))
            return try await shelf.keep(file, name: nil, owner: owner)
        }
        let first = try await add("12345678", of: "ada")
        let long = await #expect(throws: UploadError.self) { try await add("123", of: "ada") }
        #expect(long?.code == .quota)
        _ = try await add("123", of: "bob")
        #expect(try await shelf.remove(first.id, of: "ada"))
        for number in 0..<3 { _ = try await add("\(number)", of: "ada") }
        let many = await #expect(throws: UploadError.self) { try await add("4", of: "ada") }
        #expect(many?.code == .quota)
        #expect(contents.count == 4)
    }

    @Test func `a part of the disk stays free`() async throws {
        var limits = FileShelf.Limits()
        limits.freeBytes = .max
        let file = try FileShelf(directory: directory.path + "/files", database: store, limits: limits).receive()
        let error = await #expect(throws: UploadError.self) { try await file.write([1]) }
        #expect(error?.code == .noRoom)
    }

    @Test func `files that have expired are deleted, and what a dead process was receiving`() async throws {
        let file = try await add("hello", nil, of: "ada")
        try "rest".write(toFile: directory.path + "/files/arriving/rest", atomically: false, encoding: .utf8)
        var limits = FileShelf.Limits()
        limits.keep = .zero
        let later = try FileShelf(directory: directory.path + "/files", database: store, limits: limits)
        let incoming = try later.receive()
        try await incoming.write(Array("short".utf8))
        let short = try await later.keep(incoming, name: nil, owner: "ada")
        #expect(contents.count == 2)
        try await later.removeExpired()
        #expect(contents.count == 1)
        #expect(try await later.file(short.id, of: "ada") == nil)
        #expect(try await later.file(file.id, of: "ada") == file)
    }

    @Test func `a file that is used stays as long as a new one`() async throws {
        let file = try await add("hello", nil, of: "ada")
        #expect(try await shelf.use(file.id, of: "bob") == nil)
        #expect(try await shelf.use(file.id, of: "ada") == file)
        let used = try #require(try await shelf.file(file.id, of: "ada"))
        #expect(used.expires >= file.expires)
    }

    @Test func `uploads and deletions of the same bytes at the same time lose nothing`() async throws {
        try await withThrowingTaskGroup(of: ServerFile.self) { group in
            for index in 0..<40 {
                group.addTask {
                    let file = try await add("hello", nil, of: "owner\(index)")
                    if index % 2 == 0 { _ = try await shelf.remove(file.id, of: "owner\(index)") }
                    return file
                }
            }
            for try await file in group where file.owner?.last.map({ !"02468".contains($0) }) == true {
                #expect(FileManager.default.fileExists(atPath: shelf.path(file.sha256)))
            }
        }
    }
}
