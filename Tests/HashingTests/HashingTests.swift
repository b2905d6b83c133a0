import Foundation
import Hashing
import Testing

/// A message and its digest, from the example values of FIPS 180-4.
struct Example: CustomTestStringConvertible {
    var name: String
    var message: [UInt8]
    var hex: String

    var testDescription: String { name }
}

struct SHA256Tests {
    static let examples = [
        Example(
            name: "nothing",
            message: [],
            hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        ),
        Example(
            name: "abc",
            message: Array("abc".utf8),
            hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        Example(
            name: "448 bits",
            message: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            hex: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        Example(
            name: "a million times a",
            message: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
            hex: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: examples)
    func `bytes hashed at once give the published digest`(example: Example) throws {
        #expect(try SHA256.digest(of: example.message).hex == example.hex)
    }

    @Test(arguments: examples)
    func `bytes hashed in pieces give the published digest`(example: Example) throws {
        var hash = try SHA256()
        for start in stride(from: 0, to: example.message.count, by: 997) {
            try hash.update(Array(example.message[start..<min(start + 997, example.message.count)]).span)
        }
        #expect(try hash.finalize().hex == example.hex)
    }

    @Test(arguments: examples)
    func `a file gives the digest of its content`(example: Example) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hashing-\(UUID().uuidString)").path
        try Data(example.message).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try SHA256.digest(ofFileAt: path).hex == example.hex)
    }

    @Test func `a text is hashed in its UTF-8 form`() throws {
        #expect(try SHA256.digest(of: "数字人") == SHA256.digest(of: Array("数字人".utf8)))
    }

    @Test func `a hash that was abandoned does not leak into the next one`() throws {
        do {
            var abandoned = try SHA256()
            try abandoned.update(Array("leftover".utf8).span)
        }
        #expect(try SHA256.digest(of: "abc").hex == Self.examples[1].hex)
    }

    @Test func `many tasks hash at once`() async throws {
        let expected = Self.examples[1].hex
        let correct = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<500 { group.addTask { try SHA256.digest(of: "abc").hex == expected } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(correct == 500)
    }

    @Test func `a missing file is an error that names it`() {
        let error = #expect(throws: HashingError.self) { try SHA256.digest(ofFileAt: "/nowhere/model.so") }
        #expect(error?.code == .file)
        #expect(error?.description == "cannot open '/nowhere/model.so': No such file or directory")
    }

    @Test func `a directory is an error that names it`() {
        let error = #expect(throws: HashingError.self) { try SHA256.digest(ofFileAt: "/") }
        #expect(error?.description == "cannot read '/': Is a directory")
    }
}

struct HMACSHA256Tests {
    /// Keys and messages from RFC 4231, §4.2, §4.3, §4.7 and §4.8.
    static let examples: [(key: [UInt8], message: String, hex: String)] = [
        (
            [UInt8](repeating: 0x0b, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ]

    @Test(arguments: 0..<examples.count)
    func `a message under a key gives the published code`(index: Int) throws {
        let example = Self.examples[index]
        #expect(try HMACSHA256.code(for: example.message, key: example.key).hex == example.hex)
    }

    @Test(arguments: 0..<examples.count)
    func `each message under one key has its own code`(index: Int) throws {
        let example = Self.examples[index]
        for message in ["", "another message, longer than the block of 64 bytes that the hash takes at a time", ""] {
            let other = try HMACSHA256.code(for: message, key: example.key)
            #expect((other.hex == example.hex) == (message == example.message))
            #expect(try HMACSHA256.code(for: example.message.utf8.span, key: example.key).hex == example.hex)
        }
    }

    @Test func `an empty key is not the key of the time before`() throws {
        _ = try HMACSHA256.code(for: "", key: Array("another key".utf8))
        #expect(try HMACSHA256.code(for: "", key: []).hex == Self.examples[3].hex)
    }

    @Test(arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "aa", false), ("", "a", false)])
    func `texts are equal when their bytes are`(a: String, b: String, isEqual: Bool) {
        #expect(equalInConstantTime(a, b) == isEqual)
    }
}
