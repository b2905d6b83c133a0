import FoundationEssentials
import TestSupport
import Testing

@testable import Emulator

struct MediaCacheTests {
    @Test func `files that were made before are copied, and others are not there`() throws {
        let folder = try TestFolder()
        let directory = try WorkDirectory()
        defer { directory.remove() }
        let cache = MediaCache(path: "\(folder.path)/cache")
        #expect(cache.files(madeFrom: ["a"], to: directory) == nil)
        try folder.write("one", "1")
        try folder.write("two", "2")
        let files = [(name: "1.png", path: "\(folder.path)/one"), (name: "2.png", path: "\(folder.path)/two")]
        // The second emulator that makes them changes nothing.
        for _ in 0..<2 { cache.keep(files, madeFrom: ["a", "b"]) }
        #expect(try folder.names(in: "cache").count == 1)
        #expect(cache.files(madeFrom: ["a"], to: directory) == nil)
        let found = try #require(cache.files(madeFrom: ["a", "b"], to: directory))
        #expect(found.map(\.name) == ["1.png", "2.png"])
        #expect(found.map { FileManager.default.contents(atPath: $0.path) } == [Data("1".utf8), Data("2".utf8)])
        #expect(found.allSatisfy { $0.path.hasPrefix(directory.path) })
    }

    @Test func `without a directory, and with one that cannot be written, nothing is kept`() throws {
        let folder = try TestFolder()
        let directory = try WorkDirectory()
        defer { directory.remove() }
        try folder.write("file", "1")
        for path in [nil, "\(folder.path)/file/cache"] {
            let cache = MediaCache(path: path)
            cache.keep([(name: "1", path: "\(folder.path)/file")], madeFrom: ["a"])
            #expect(cache.files(madeFrom: ["a"], to: directory) == nil)
        }
        #expect(try folder.names(in: ".") == ["file"])
    }
}
