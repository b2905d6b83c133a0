import Testing

@testable import RunnerServer

struct ClientTests {
    @Test(
        arguments: [
            (nil, "demo/hello", true), (nil, "hello", true), (["demo/hello"], "demo/hello", true),
            (["demo/hello"], "demo/hell", false), (["demo/hello"], "hello", false), ([], "demo/hello", false),
            (["local/hello"], "hello", true), (["hello"], "hello", true), (["local/hello"], "demo/hello", false),
        ] as [(Set<String>?, String, Bool)]
    )
    func `a token names the models of its caller, those without a namespace as local`(
        _ models: Set<String>?,
        _ name: String,
        _ mayUse: Bool
    ) {
        #expect(Client(name: "ada", models: models).mayUse(name) == mayUse)
    }
}
