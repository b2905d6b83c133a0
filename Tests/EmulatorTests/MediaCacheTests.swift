import FoundationEssentials
import TestSupport
import Testing

@testable import Emulator

struct MediaCacheTests {
    @Test func `files that were made before are copied, and others are not there`() throws {
        let directory = try TestDirectory()
        let work = try WorkDirectory()
        defer { work.remove() }
        let cache = MediaCache(path: "\(directory.path)/cache")
        #expect(cache.files(madeFrom: ["a"], to: work) == nil)
        try directory.write("one", "1")
        try directory.write("two", "2")
        let files = [(name: "1.png", path: "\(directory.path)/one"), (name: "2.png", path: "\(directory.path)/two")]
        // The second emulator that makes them changes nothing.
        for _ in 0..<2 { cache.keep(files, madeFrom: ["a", "b"]) }
        #expect(try directory.names(in: "cache").count == 1)
        #expect(cache.files(madeFrom: ["a"], to: work) == nil)
        let found = try #require(cache.files(madeFrom: ["a", "b"], to: work))
        #expect(found.map(\.name) == ["1.png", "2.png"])
        #expect(found.map { FileManager.default.contents(atPath: $0.path) } == [Data("1".utf8), Data("2".utf8)])
        #expect(found.allSatisfy { $0.path.hasPrefix(work.path) })
    }

    @Test func `without a directory, and with one that cannot be written, nothing is kept`() throws {
        let directory = try TestDirectory()
        let work = try WorkDirectory()
        defer { work.remove() }
        try directory.write("file", "1")
        for path in [nil, "\(directory.path)/file/cache"] {
            let cache = MediaCache(path: path)
            cache.keep([(name: "1", path: "\(directory.path)/file")], madeFrom: ["a"])
            #expect(cache.files(madeFrom: ["a"], to: work) == nil)
        }
        #expect(try directory.names(in: ".") == ["file"])
    }
}
