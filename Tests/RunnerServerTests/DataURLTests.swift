import HTTPTypes
import Testing

@testable import RunnerServer

/// The server reads the same `data:` links as the command line.
struct DataURLTests {
    @Test(
        arguments: [
            ("data:image/png;base64,_-8=", [0xFF, 0xEF]), ("DATA:;base64,_-8", [0xFF, 0xEF]),
            ("data:,%FFa", [0xFF, 0x61]),
            ("data:;base64,", []),
        ] as [(String, [UInt8])]
    ) func `every form of a link is read`(link: String, bytes: [UInt8]) throws {
        #expect(try DataURL.bytes(link, input: "image") == bytes)
    }

    @Test func `what is no such link is left as it is`() throws {
        #expect(try DataURL.bytes("https://example.com/a.png", input: "image") == nil)
    }

    @Test(arguments: [("data:", 422), ("data:,%F", 422), ("data:;base64,*", 422)])
    func `a link that cannot be read is refused`(link: String, status: Int) {
        let problem = #expect(throws: Problem.self) { try DataURL.bytes(link, input: "image") }
        #expect(problem?.status.code == status)
        #expect(problem?.code == "invalid-input" && problem?.detail.contains("'image'") == true)
    }

    @Test func `a link with too much in it is refused`() {
        let link = "data:," + String(repeating: "a", count: DataURL.maximumBytes + 1)
        let problem = #expect(throws: Problem.self) { try DataURL.bytes(link, input: "image") }
        #expect(problem?.status == .contentTooLarge)
    }
}
