import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import ModelSupply

struct ELFFileTests {
    private static let program = "\(Project.products)/runner-worker"

    private func readelf(_ path: String, _ tag: String) async throws -> [String] {
        let run = try await run("/usr/bin/env", ["readelf", "--dynamic", "--wide", path])
        return run.output.split(separator: "\n").filter { $0.contains("(\(tag))") }.compactMap { line in
            line.split(separator: "[").last.map { String($0.dropLast()) }
        }
    }

    @Test func `libraries and run path are those that readelf shows`() async throws {
        let file = try #require(ELFFile(path: Self.program))
        #expect(file.neededLibraries.contains("libcurl.so.4"))
        #expect(file.neededLibraries == (try await readelf(Self.program, "NEEDED")))
        #expect([file.runpath].compactMap(\.self) == (try await readelf(Self.program, "RUNPATH")))
    }

    @Test func `a replaced run path is what readelf shows, and nothing else changes`() async throws {
        var file = try #require(ELFFile(path: Self.program))
        let before = file
        let isReplaced = file.replaceRunpath(with: "$ORIGIN/../lib/x")
        #expect(isReplaced)
        let directory = try TestDirectory()
        let copy = try directory.write("program", file.bytes)
        #expect(try await readelf(copy, "RUNPATH") == ["$ORIGIN/../lib/x"])
        #expect(ELFFile(path: copy)?.neededLibraries == before.neededLibraries)
        let changed = zip(before.bytes, file.bytes).count { $0 != $1 }
        #expect(before.bytes.count == file.bytes.count && changed <= before.runpath?.utf8.count ?? 0)
        let isTooLong = !file.replaceRunpath(with: String(repeating: "x", count: 4_096))
        #expect(isTooLong)
    }

    @Test func `what is no such file, or a part of one, is refused without a trap`() throws {
        #expect(ELFFile([]) == nil)
        #expect(ELFFile(Array("#!/bin/sh\n".utf8)) == nil)
        let whole = try #require(ELFFile(path: Self.program)).bytes
        for length in [1, 5, 6, 63, 64, 65, 100, 500, 1_000, 4_096] {
            #expect(ELFFile(Array(whole.prefix(length))) == nil)
        }
        // Every byte of the header and of the table of segments, at its extremes.
        for offset in 6..<800 {
            for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
                var bytes = Array(whole.prefix(40_000))
                bytes[offset] = value
                _ = ELFFile(bytes)
            }
        }
    }
}
