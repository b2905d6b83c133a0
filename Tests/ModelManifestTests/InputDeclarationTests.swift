import ModelManifest
import Testing

struct InputDeclarationTests {
    @Test func `every broken constraint of a text is named`() {
        var input = InputDeclaration(name: "code", type: .string)
        input.length = Bounds(max: 3)
        input.pattern = "^[a-z]+$"
        input.allowedValues = [.string("abc"), .string("def")]
        #expect(input.violations(of: .string("abc")).isEmpty)
        #expect(input.violations(of: .string("ABCD")).map(\.constraint) == ["length", "pattern", "enum"])
        #expect(
            input.violations(of: .string("ABCD")).map(\.allowed) == [
                "at most 3 characters", "text that matches ^[a-z]+$", "one of abc, def",
            ]
        )
    }

    @Test func `characters are what a reader counts`() {
        var input = InputDeclaration(name: "text", type: .string)
        input.length = Bounds(max: 2)
        #expect(input.violations(of: .string("👩‍👩‍👧é")).isEmpty)
        #expect(input.violations(of: .string("日本語")).map(\.found) == ["3 characters"])
    }

    @Test func `a pattern matches anywhere unless it is anchored`() {
        var input = InputDeclaration(name: "text", type: .string)
        input.pattern = "b+"
        #expect(input.violations(of: .string("abbc")).isEmpty)
        #expect(input.violations(of: .string("ac")).count == 1)
    }

    @Test func `numbers are held against range and enum`() {
        var input = InputDeclaration(name: "count", type: .integer)
        input.range = Bounds(min: 0, max: 4, recommendedMax: 2)
        input.allowedValues = [.integer(1), .integer(3)]
        #expect(input.violations(of: .integer(1)).isEmpty)
        #expect(input.violations(of: .number(1)).isEmpty)
        #expect(input.violations(of: .integer(3)).map(\.isRecommendation) == [true])
        #expect(input.violations(of: .integer(7)).map(\.allowed) == ["at most 4", "one of 1, 3"])
    }

    @Test func `values are written as a person types them`() {
        #expect(ScalarValue.number(4).description == "4")
        #expect(ScalarValue.number(0.12).description == "0.12")
        #expect(ScalarValue.number(1e300).description == "1e+300")
        #expect(ScalarValue.boolean(true).description == "true")
        #expect(ScalarValue.string("a b").description == "a b")
    }

    @Test func `a run's price adds the price of its seconds`() {
        #expect(Pricing(usdPerOutputSecond: 0.12).amount(seconds: nil).usd == nil)
        #expect(Pricing(usdPerOutputSecond: 0.5, usdPerRun: 1).amount(seconds: 4).usd == 3)
        #expect(Pricing(usdPerRun: 0.25).amount(seconds: nil).usd == 0.25)
        #expect(Pricing().amount(seconds: 4).usd == nil)
    }
}
