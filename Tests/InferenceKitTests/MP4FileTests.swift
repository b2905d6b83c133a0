import InferenceKit
import TestSupport
import Testing

struct MP4FileTests {
    private static let whole = Array("\0\0\0\u{10}ftypisom\0\0\0\0\0\0\0\u{8}moov\0\0\0\u{C}mdatabcd".utf8)

    private func problem(_ bytes: [UInt8]) throws -> String? {
        let directory = try TestDirectory()
        return MP4File.problem(ofFileAt: try directory.write("v.mp4", bytes))
    }

    @Test func `a whole file has no problem`() throws {
        #expect(try problem(Self.whole) == nil)
        // A last box of size 0 goes to the end; a box of size 1 has its length behind its type.
        #expect(try problem(Self.whole.dropLast(12) + Array("\0\0\0\0mdatabcdefg".utf8)) == nil)
        #expect(try problem(Self.whole + Array("\0\0\0\u{1}free\0\0\0\0\0\0\0\u{10}".utf8)) == nil)
    }

    @Test func `a file that was cut anywhere has one`() throws {
        for count in 0..<Self.whole.count where ![24].contains(count) {
            #expect(try problem(Array(Self.whole.prefix(count))) != nil, "cut after \(count) bytes")
        }
        #expect(try problem(Array(Self.whole.dropLast())) == "1 bytes are missing at its end")
    }

    @Test(arguments: ["<html><body>Forbidden", "\0\0\0\u{7}ftyp", "\0\0\0\u{8}moov", "\0\0\0\u{8}ftyp"])
    func `what is no MP4 has one`(_ text: String) throws {
        #expect(try problem(Array(text.utf8)) != nil)
    }

    @Test func `sizes that overflow are a problem and no trap`() throws {
        let huge = Array("\0\0\0\u{8}ftyp\0\0\0\u{1}mdat".utf8) + [UInt8](repeating: 0xFF, count: 8)
        #expect(try problem(huge)?.isEmpty == false)
    }
}
