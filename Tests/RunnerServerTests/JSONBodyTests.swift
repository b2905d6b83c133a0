import HTTPTypes
import InferenceKit
import Testing

@testable import RunnerServer

struct JSONBodyTests {
    @Test(arguments: [
        ("1", 1, 0), (#"{"a": [1, 2, 3], "b": {}}"#, 9, 2), (#""[[[,,,:""#, 1, 0), (#""\"[,""#, 1, 0),
        (#"["\\", "\"]", [[]]]"#, 6, 3), ("[[[[", 5, 4), (#"{"a": ""#, 3, 1),
    ])
    func `values and their depth are counted outside strings`(_ text: String, _ values: Int, _ depth: Int) {
        let measured = JSONBody.measure(Array(text.utf8))
        #expect(measured.values == values && measured.depth == depth, "\(measured)")
    }

    @Test func `a body with too many values is refused before it is parsed, a long string is not`() async throws {
        let zeros = { (count: Int) in Array("[\(String(repeating: "0,", count: count - 1))0]".utf8) }
        #expect(try await JSONBody.value(zeros(90_000))?.array?.count == 90_000)
        let problem = await #expect(throws: Problem.self) { try await JSONBody.value(zeros(16 << 20)) }
        #expect(problem?.status == .contentTooLarge && problem?.code == "too-many-values")
        let text = String(repeating: "[,", count: 4 << 20)
        #expect(try await JSONBody.value(Array("\"\(text)\"".utf8))?.string == text)
    }

    @Test func `what is too deep is not JSON`() async throws {
        #expect(try await JSONBody.value(Array(repeating: UInt8(ascii: "["), count: 10_000_000)) == nil)
        #expect(try await JSONBody.value(Array("{".utf8)) == nil)
    }

    @Test func `a budget gives no more than it has`() {
        let budget = BodyBudget(10)
        #expect(budget.take(6) && !budget.take(5) && budget.take(4) && !budget.take(1))
        budget.give(6)
        #expect(budget.take(5))
    }
}
