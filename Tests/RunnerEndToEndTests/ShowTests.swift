import InferenceKit
import TestSupport
import Testing

/// `runner show`.
struct ShowTests {
    @Test func `a program gets what a person is shown`() async throws {
        let model = "vision/omnihuman-1-5"
        let result = try await run("runner", ["show", model, "--json"], environment: ["BYTEPLUS_ACCESS_KEY": "x"])
        #expect(result.status == 0 && result.errors == "", "\(result.summary)")
        let json = try JSONValue(parsing: Array(result.output.utf8))
        #expect(json["name"] == "bytedance/omnihuman-1-5")
        #expect(json["directory"] == .string(model))
        let inputs = try #require(json["inputs"]?.array)
        let image = try #require(inputs.first { $0["name"] == "image" })
        #expect(image["type"] == "image" && image["required"] == true)
        let resolution = try #require(inputs.first { $0["name"] == "output_resolution" })
        #expect(resolution["required"] == false && resolution["enum"]?.array?.isEmpty == false)
        #expect(json["outputs"]?.array?.first?["type"] == "video")
        #expect(json["secrets"]?.array?.first?["key"] == "BYTEPLUS_ACCESS_KEY")
        #expect(json["secrets"]?.array?.compactMap { $0["set"] } == [true, false])
        // Everything that a person reads is in there.
        let text = try await run("runner", ["show", model]).output
        let (price, example) = (try #require(json["price"]?.string), try #require(json["example"]?.string))
        #expect(text.contains("\nPrice\n  \(price)"))
        #expect(text.hasSuffix("\nExample\n  \(example)\n"))
        for input in inputs {
            let (name, limits) = (try #require(input["name"]?.string), try #require(input["limits"]?.string))
            #expect(text.contains("\n  \(name) ") && (limits.isEmpty || text.contains(limits)), "\(name)")
        }
    }
}
