import Media
import TestSupport
import Testing

@testable import ServiceAccess

/// A file of which only the beginning was fetched.
struct FileBeginningTests {
    private func beginning(of total: Int64?) throws -> FileBeginning {
        let directory = try TestDirectory()
        // Once it is open, the file may go with its directory.
        return try withExtendedLifetime(directory) {
            try FileBeginning(of: total, at: directory.write("part", "beginning"))
        }
    }

    @Test(
        arguments: [
            (9, 9, true), (12, 12, false), (Int64.max, Int64.max, false), (nil, 10, false), (3, 9, true), (-5, 9, true),
        ] as [(Int64?, Int64, Bool)]
    )
    func `a length that a server claims is never less than what is here`(
        _ total: Int64?,
        _ byteCount: Int64,
        _ isWhole: Bool
    ) throws {
        let source = try beginning(of: total)
        #expect(source.byteCount == byteCount)
        #expect(source.isWhole == isWhole)
    }

    @Test func `what is here is read, and what is missing is reported at once`() throws {
        let source = try beginning(of: 1 << 40)
        #expect(try source.read(at: 5, count: 100) == Array("ning".utf8))
        #expect(try source.read(at: 1 << 40, count: 1).isEmpty)
        for offset in [9, 1 << 30, (1 << 40) - 1] as [Int64] {
            let error = #expect(throws: MediaError.self) { try source.read(at: offset, count: 1) }
            #expect(error?.code == .unreadable)
        }
    }
}
