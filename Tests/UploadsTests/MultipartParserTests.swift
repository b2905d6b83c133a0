import Testing

@testable import Uploads

struct MultipartParserTests {
    private static let body =
        "--x\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a b.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        + "first\r\n--x y\r\n-\r\n\r\n--x\r\ncontent-disposition: form-data; name=metadata\r\n\r\n{}\r\n--x--\r\nafter"

    /// The parts with their contents, whatever the size of the pieces.
    private static func parts(_ body: String, by size: Int, type: String = "multipart/form-data; boundary=x") throws
        -> [String]
    {
        var parser = try MultipartParser(contentType: type)
        var parts: [String] = []
        let bytes = Array(body.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            for event in try parser.receive(bytes[start..<min(start + size, bytes.count)]) {
                switch event {
                case .began(let header): parts.append("\(header.name)|\(header.fileName ?? "-")|")
                case .data(let data): parts[parts.count - 1] += String(decoding: data, as: UTF8.self)
                case .ended: parts[parts.count - 1] += "|"
                }
            }
        }
        try #require(parser.isComplete)
        return parts
    }

    @Test(arguments: [1, 2, 3, 5, 7, 11, 100, 1_000])
    func `a body is the same however it is cut`(size: Int) throws {
        let cut = Self.body.replacing("--x y", with: "--z y")
        #expect(
            try Self.parts(cut, by: size) == ["content|a b.jpg|first\r\n--z y\r\n-\r\n|", "metadata|-|{}|"]
        )
    }

    @Test(arguments: [1, 4, 500])
    func `empty parts, text before the first boundary, and quoted boundaries are read`(size: Int) throws {
        let body = "hello\r\n--a b\r\nContent-Disposition: form-data; name=\"q\\\"\"\r\n\r\n\r\n--a b--"
        #expect(try Self.parts(body, by: size, type: "multipart/form-data; boundary=\"a b\"") == ["q\"|-||"])
    }

    @Test func `a name outside ASCII is read in both forms`() throws {
        let body =
            "--x\r\nContent-Disposition: form-data; name=\"content\"; filename=\"?\"; filename*=UTF-8''na%C3%AFve.jpg\r\n\r\n"
            + "\r\n--x\r\nContent-Disposition: form-data; name=\"b\"; filename=\"näive.jpg\"\r\n\r\n\r\n--x--"
        #expect(try Self.parts(body, by: 9) == ["content|naïve.jpg||", "b|näive.jpg||"])
    }

    @Test(arguments: [
        ("--x\r\nContent-Type: a/b\r\n\r\n\r\n--x--", "a part has no name in its Content-Disposition"),
        ("--x\r\n\r\na\r\n--x--", "a part has no name in its Content-Disposition"),
        ("--xy\r\n\r\n", "a boundary is followed by other characters"),
        (
            String(repeating: "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", count: 17) + "--x--",
            "the body has more than 16 parts"
        ),
        (
            "--x\r\nContent-Disposition: form-data; name=\"" + String(repeating: "a", count: 9_000),
            "the header of a part is longer than 8 KiB"
        ),
    ])
    func `a malformed body is refused`(body: String, reason: String) {
        let error = #expect(throws: MultipartParser.Malformed.self) { try Self.parts(body, by: 64) }
        #expect(error?.reason == reason)
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + String(repeating: "a", count: 71),
    ])
    func `a type without a boundary is refused`(type: String) {
        #expect(throws: MultipartParser.Malformed.self) { try MultipartParser(contentType: type) }
    }

    @Test func `a body that is cut is not complete`() throws {
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=x")
        _ = try parser.receive("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nabc\r\n--x".utf8)
        #expect(!parser.isComplete)
    }
}
