import Foundation
import RunStore
import Testing

struct TokenTextTests {
    @Test func `a token is found by its public part and recognized by its hash alone`() throws {
        var random = SystemRandomNumberGenerator()
        let (first, second) = (TokenText(using: &random), TokenText(using: &random))
        #expect(first != second && first.text.utf8.count == 70)
        #expect(TokenText(first.text) == first)
        let record = AccessToken(id: first.id, name: "ada", hash: try first.hash, created: Date())
        #expect(!record.hash.contains(first.text.suffix(52)))
        #expect(try first.isOf(record))
        #expect(try !first.isOf(nil))
        let guess = try #require(TokenText("runner_\(first.id)_\(second.text.suffix(52))"))
        #expect(try !guess.isOf(record))
    }

    @Test(arguments: [
        "", "runner", "runner__", "r8_abc", "runner_0123456789_",
        "runner_012345678_" + String(repeating: "0", count: 52),
        "runner_0123456789_" + String(repeating: "0", count: 51),
        "runner_0123456789_" + String(repeating: "u", count: 52),
        "runner_0123456789_" + String(repeating: "0", count: 52) + "_",
        "x_0123456789_" + String(repeating: "0", count: 52),
    ])
    func `what does not have the form of a token is none`(text: String) {
        #expect(TokenText(text) == nil)
    }
}
