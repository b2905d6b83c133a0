import Sandbox
import Testing

/// Rules as arguments of a program.
struct RuleArgumentTests {
    @Test(arguments: [
        SandboxRules(),
        SandboxRules(readable: ["/a b", "/ä\n"], writable: ["/w"], scratch: ["/s"]),
        SandboxRules(network: .world(ports: [443, 8_443]), fileBytes: 5, lifetime: .seconds(9)),
        SandboxRules(network: .local(ports: []), diesWithRunner: false), SandboxRules(network: .anywhere),
        SandboxRules(diesWithRunner: false, grace: .seconds(65)),
    ])
    func `rules survive the way through arguments`(_ rules: SandboxRules) throws {
        var arguments = rules.arguments + ["model.so", "--read"]
        #expect(try SandboxRules(takingFrom: &arguments) == rules)
        #expect(arguments == ["model.so", "--read"])
    }
}
