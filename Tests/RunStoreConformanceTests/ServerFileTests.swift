import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct ServerFileTests {
    private static func file(_ id: String, of owner: String?, bytes: Character = "a", at time: Date) -> ServerFile {
        ServerFile(
            id: id,
            sha256: String(repeating: bytes, count: 64),
            sizeBytes: 3,
            name: "face.jpg",
            contentType: "image/jpeg",
            metadata: ["a": ["b": 1]],
            owner: owner,
            created: time,
            expires: time.addingTimeInterval(60)
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `a caller finds and lists only its own files, newest first, until they expire`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let mine = (0..<5).map { Self.file("f\($0)", of: "ada", at: start.addingTimeInterval(Double($0 / 2))) }
        for file in mine { try await database.add(file) }
        let local = Self.file("mine", of: nil, at: start)
        try await database.add(local)
        let usage = try await database.fileUsage(of: "ada", at: start.addingTimeInterval(60))
        #expect(usage.count == 3 && usage.sizeBytes == 9)
        #expect(try await database.fileUsage(of: nil, at: start).sizeBytes == 3)
        #expect(try await database.fileUsage(of: "bob", at: start).count == 0)

        #expect(try await database.file("f0", of: "ada", at: start) == mine[0])
        for owner in ["bob", nil, ""] { #expect(try await database.file("f0", of: owner, at: start) == nil) }
        #expect(try await database.file("mine", of: nil, at: start) == local)
        #expect(try await database.file("f0", of: "ada", at: start.addingTimeInterval(60)) == nil)

        let page = try await database.files(of: "ada", after: nil, limit: 2, at: start)
        #expect(page == [mine[4], mine[3]])
        let position = ServerFilePosition(created: page[1].created, id: page[1].id)
        let rest = try await database.files(of: "ada", after: position, limit: 9, at: start)
        #expect(rest == [mine[2], mine[1], mine[0]])
        #expect(try await database.files(of: "bob", after: nil, limit: 9, at: start) == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `bytes are unused once no file has them any more`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        try await database.add(Self.file("one", of: "ada", at: start))
        try await database.add(Self.file("two", of: "bob", at: start.addingTimeInterval(1)))
        try await database.add(Self.file("three", of: "bob", bytes: "b", at: start))

        let other = try await database.removeFile("one", of: "bob")
        #expect(!other.found && other.unused == nil)
        let shared = try await database.removeFile("one", of: "ada")
        #expect(shared.found && shared.unused == nil)
        // A file in use is kept longer; a shorter time changes nothing.
        try await database.keepFile("three", until: start.addingTimeInterval(100))
        try await database.keepFile("three", until: start.addingTimeInterval(10))
        #expect(try await database.removeFiles(expiredAt: start.addingTimeInterval(60)) == [])
        #expect(
            try await database.removeFiles(expiredAt: start.addingTimeInterval(61)) == [
                String(repeating: "a", count: 64)
            ]
        )
        let last = try await database.removeFile("three", of: "bob")
        #expect(last.found && last.unused == String(repeating: "b", count: 64))
    }

    @Test(arguments: StoreUnderTest.all)
    func `bytes stay as long as a run that has not ended reads them`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let (hash, late) = (String(repeating: "a", count: 64), start.addingTimeInterval(3_600))
        try await database.add(Self.file("removed", of: "ada", at: start))
        try await database.add(Self.file("expired", of: "ada", bytes: "b", at: start))
        var run = Run.sample(at: start)
        run.input.files = ["a", "b"].map {
            RunFile(name: $0, path: "/files/\($0)", sizeBytes: 3, sha256: String(repeating: $0, count: 64))
        }
        let lease = try await fixture.begin(run)

        let removed = try await database.removeFile("removed", of: "ada")
        #expect(removed.found && removed.unused == nil)
        #expect(try await database.removeFiles(expiredAt: late) == [])
        // For the caller, it is gone.
        try await database.keepFile("removed", until: late.addingTimeInterval(60))
        #expect(try await database.file("removed", of: "ada", at: start) == nil)
        #expect(try await !database.removeFile("removed", of: "ada").found)
        #expect(try await database.fileUsage(of: "ada", at: late).count == 1)

        try await database.end(.failed(.sample, log: []), lease, at: start)
        #expect(try await Set(database.removeFiles(expiredAt: late)) == [hash, String(repeating: "b", count: 64)])
    }
}
