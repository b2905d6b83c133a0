import InferenceKit
import TestSupport
import Testing

struct SetupTests {
    private let setup = Setup(
        secrets: ["SET": "value", "EMPTY": ""].mapValues { Secret($0) },
        declaredSecrets: ["SET", "EMPTY", "UNSET"],
        transport: ScriptedTransport([]),
        signer: { _ in NamingSigner() },
        time: TestTime()
    )

    @Test func `a secret that is declared and set is given`() throws {
        #expect(try setup.secret("SET").exposed == "value")
    }

    @Test(arguments: ["EMPTY", "UNSET"])
    func `a secret that is declared and not set is to be set`(key: String) {
        let error = #expect(throws: PredictionError.self) { try setup.secret(key) }
        #expect(error?.code == .missingSecret)
        #expect(error?.message == "the secret '\(key)' is not set")
        #expect(error?.help == "set the environment variable \(key)")
    }

    @Test func `a secret that is not declared is to be declared`() {
        let error = #expect(throws: PredictionError.self) { try setup.secret("OTHER") }
        #expect(error?.code == .missingSecret)
        #expect(error?.message == "the model asks for the secret 'OTHER', which its inf.yml does not declare")
        #expect(error?.help?.hasPrefix("add '- {key: OTHER, description: …}' under 'secrets'") == true)
    }
}
