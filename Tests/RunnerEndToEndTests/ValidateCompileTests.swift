import TestSupport
import Testing

/// `runner validate --compile`: manifests against the code beside them.
struct ValidateCompileTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func write(_ inputs: String, _ input: String, secrets: String = "", setup: String = "") throws {
        try directory.write(
            "model/inf.yml",
            """
            name: model
            description: Greets.
            category: text
            kernel: swift-6
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                \(inputs)
            outputs:
                greeting: {type: string}
            \(secrets)

            """
        )
        try directory.write(
            "model/Inference.swift",
            """
            import InferenceKit

            struct Inference: Predictor {
                struct Input: Decodable, Sendable { \(input) }
                struct Output: Codable, Sendable { var greeting: String }

                init(_ setup: Setup) async throws { \(setup) }

                func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                    Output(greeting: "hello")
                }
            }

            """
        )
    }

    private func validate(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramRun {
        try await run("runner", ["validate", "--compile"] + arguments, environment: environment, in: directory.path)
    }

    @Test func `the project's models agree with their manifests`() async throws {
        let result = try await run("runner", ["validate", "--compile", "vision"])
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "")
    }

    @Test func `a difference is reported at its place in the manifest`() async throws {
        try write("mask_index: {type: integer, required: false}", "var text: String?")
        let result = try await validate("model")
        #expect(result.status == 1)
        #expect(
            result.output == """
                model/inf.yml:6:1: error: Inference.Input has 'text: String?', which is not declared as an input [undeclared-property]
                  |
                6 | inputs:
                  | ^~~~~~
                help: declare 'text: {type: string, required: false}' under 'inputs', or remove the property

                model/inf.yml:7:5: error: 'mask_index' is declared as integer, but Inference.Input has no 'maskIndex' [missing-property]
                  |
                7 |     mask_index: {type: integer, required: false}
                  |     ^~~~~~~~~~
                help: add 'var maskIndex: Int?' to Inference.Input, or remove the input

                """,
            "\(result.summary)"
        )
    }

    @Test func `a property that was renamed on one side is one finding`() async throws {
        try write("mask_index: {type: integer, required: false}", "var subject: Int?")
        let result = try await validate("model")
        let help = "help: name the property, or its coding key, 'maskIndex' instead of 'subject'"
        #expect(result.output.contains(help), "\(result.summary)")
        #expect(result.errors == "1 manifest checked, 1 error, 0 warnings\n")
    }

    @Test func `a secret that is asked for and not declared is reported, and none is needed for finding out`()
        async throws
    {
        let secrets = "secrets: [{key: OTHER_TOKEN, description: Another.}]"
        try write(
            "name: {type: string}",
            "var name: String",
            secrets: secrets,
            setup: #"_ = try setup.secret("MY_TOKEN")"#
        )
        let result = try await validate("model")
        #expect(result.status == 1)
        #expect(
            result.output.contains("inf.yml:10:10: error: the model requests the secret 'MY_TOKEN'"),
            "\(result.summary)"
        )
        #expect(
            result.output.contains("inf.yml:10:17: warning: the secret 'OTHER_TOKEN' is declared"),
            "\(result.summary)"
        )
    }

    @Test func `what does not compile is a finding in the Swift file, in every format`() async throws {
        try write("name: {type: string}", "var name: Strin")
        let result = try await validate("model", "--format", "github")
        #expect(result.status == 1)
        let command = "::error file=model/Inference.swift,line=4,endLine=4,col=51,endColumn=56,title=does-not-compile::"
        #expect(result.output.contains(command), "\(result.summary)")
    }

    @Test func `a model that crashes while it is set up is reported`() async throws {
        try write("name: {type: string}", "var name: String", setup: "fatalError(\"no\")")
        let result = try await validate("model")
        #expect(result.status == 1)
        let message = "model/Inference.swift:7:5: error: the model in 'model' crashed during setup: SIG"
        #expect(result.output.contains(message), "\(result.summary)")
        #expect(result.output.contains("(a trap such as fatalError, a failed precondition"), "\(result.summary)")
    }

    @Test(arguments: [
        "throw Broken()",
        #"let key = try setup.secret("MY_TOKEN"); _ = key; throw Broken()"#,
        #"let address = setup.endpoint ?? "https://api.test"; _ = address; throw Broken()"#,
    ])
    func `an init that fails in every run is reported where it stands`(setup: String) async throws {
        let secrets = setup.contains("MY_TOKEN") ? "secrets: [{key: MY_TOKEN, description: One.}]" : ""
        try write("name: {type: string}", "var name: String", secrets: secrets, setup: setup)
        try directory.write("model/Broken.swift", "struct Broken: Error {}\n")
        let result = try await validate("model")
        #expect(result.status == 1)
        let place = "model/Inference.swift:7:5: error: the 'init' of the model in 'model' fails, and neither a secret"
        #expect(result.output.contains(place), "\(result.summary)")
        #expect(result.output.contains("the model failed: Broken() [does-not-load]"), "\(result.summary)")
        #expect(result.errors == "1 manifest checked, 1 error, 0 warnings\n", "\(result.summary)")
    }

    @Test(arguments: [
        #"if try setup.secret("MY_TOKEN").exposed.count < 20 { throw Broken() }"#,
        #"if try setup.secret("MY_TOKEN") != Secret("right") { throw Broken() }"#,
        #"do { _ = try await setup.transport.send(HTTPRequest("GET", "https://api.test")) } catch { throw Broken() }"#,
        "guard setup.endpoint != nil else { throw Broken() }",
    ])
    func `an init that needs a secret, the network or an address is left to its run`(setup: String) async throws {
        let secrets = "secrets: [{key: MY_TOKEN, description: One.}]"
        try write(
            "name: {type: string}",
            "var name: String",
            secrets: secrets,
            setup: #"_ = try setup.secret("MY_TOKEN"); \#(setup)"#
        )
        try directory.write("model/Broken.swift", "struct Broken: Error {}\n")
        let result = try await validate("model")
        #expect(result.status == 0 && result.output == "", "\(result.summary)")
    }

    @Test(arguments: [
        ("{key: OTHER_TOKEN, description: One.}", #"if getenv("OTHER_TOKEN") == nil { throw Broken() }"#),
        (
            "{key: A_TOKEN, description: One., optional: true}, {key: B_TOKEN, description: Or the other., optional: true}",
            #"if (try? setup.secret("A_TOKEN")) != nil, (try? setup.secret("B_TOKEN")) != nil { throw Broken() }"#
        ),
    ])
    func `an init that depends on which secrets there are is left to its run`(secrets: String, setup: String)
        async throws
    {
        try write("any: {type: boolean}", "var any: JSONValue", secrets: "secrets: [\(secrets)]", setup: setup)
        try directory.write("model/Broken.swift", "import Foundation\n\nstruct Broken: Error {}\n")
        let file = "\(directory.path)/model/Inference.swift"
        try directory.write("model/Inference.swift", "import Foundation\n" + TestDirectory.text(file))
        let result = try await validate("model")
        #expect(result.status == 0 && result.output == "", "\(result.summary)")
    }

    @Test func `what the compiler finds is not followed by words that say nothing`() async throws {
        try write("name: {type: string}", "var name: Strin")
        let result = try await run("runner", ["predict", "model", "--input", "name=Ada"], in: directory.path)
        #expect(result.status == 70)
        #expect(result.errors.contains("does-not-compile") && !result.errors.contains("try again"), "\(result.summary)")
    }

    @Test func `a manifest with errors and a model in another language are not compiled`() async throws {
        try write("name: {type: strin}", "var name: Strin")
        try directory.write(
            "python/inf.yml",
            "namespace: a\nname: python\ndescription: d\ncategory: text\nkernel: python-3.11\n"
        )
        let result = try await validate(".")
        #expect(result.status == 1)
        #expect(!result.output.contains("does-not-compile"), "\(result.summary)")
    }

    @Test func `without a compiler the command says so`() async throws {
        // What was never compiled.
        let name = "n\(UInt64.random(in: .min ... .max))"
        try write("\(name): {type: string}", "var \(name): String")
        let result = try await validate("model", environment: ["PATH": directory.path])
        #expect(result.status == 78)
        #expect(result.errors.contains("no Swift compiler was found on PATH"), "\(result.summary)")
    }

    @Test func `an ignore comment is honoured, and one that ignores nothing is found`() async throws {
        try write("name: {type: string}  # runner: ignore[missing-property] not yet", "var other: String?")
        let result = try await validate("model")
        #expect(!result.output.contains("[missing-property]"), "\(result.summary)")
        try write("name: {type: string}  # runner: ignore[missing-property] not yet", "var name: String")
        #expect(try await validate("model").output.contains("[unused-ignore]"))
    }

    /// Pins the model as it is, and changes its code.
    private func pinAndChange() async throws {
        try write("name: {type: string}", "var name: String")
        try directory.write("pinned/README.md", "A registry.\n")
        let added = try await run("runner", ["add", "model", "--registry", "pinned", "--yes"], in: directory.path)
        #expect(added.status == 0, "\(added.summary)")
        let code = try directory.read("pinned/model/Inference.swift")
        try directory.write("pinned/model/Inference.swift", code.replacing("hello", with: "changed"))
    }

    @Test func `a model that its lock does not know any more is a finding, and the others are reported`() async throws {
        try await pinAndChange()
        try directory.write(
            "pinned/other/inf.yml",
            try directory.read("model/inf.yml").replacing("name: model", with: "name: other")
        )
        let result = try await validate("pinned")
        #expect(result.status == 1, "\(result.summary)")
        #expect(result.output.contains("pinned/model/inf.yml:1:7: error: the model in 'pinned/model' differs from"))
        #expect(result.output.contains("[model-changed]") && result.output.contains("Inference.swift: changed"))
        #expect(result.output.contains("pinned/other"), "\(result.summary)")
    }

    @Test func `a model that its lock does not know any more goes into no bundle`() async throws {
        try await pinAndChange()
        let result = try await run("runner", ["build", "pinned/model", "--output", "out"], in: directory.path)
        #expect(result.status == 65, "\(result.summary)")
        #expect(result.errors.contains("Inference.swift: changed"))
        #expect(try directory.names().contains("out") == false)
    }

    @Test func `a run ends before anything is sent when manifest and code disagree`() async throws {
        try write("name: {type: string}", "var nom: String", setup: #"print("set up")"#)
        for command in [["predict", "model", "--input", "name=Ada"], ["validate", "--compile", "model"]] {
            let result = try await run("runner", command, in: directory.path)
            let text = result.output + result.errors
            #expect(
                text.contains(
                    "model/inf.yml:7:5: error: 'name' is declared as string, but Inference.Input has no 'name'"
                )
            )
            #expect(
                text.contains("help: name the property, or its coding key, 'name' instead of 'nom'"),
                "\(result.summary)"
            )
            #expect(result.status == (command[0] == "predict" ? 70 : 1))
        }
        try write("name: {type: string}", "var name: String", setup: #"print("set up")"#)
        let mended = try await run("runner", ["predict", "model", "--input", "name=Ada"], in: directory.path)
        #expect(mended.status == 0, "\(mended.summary)")
    }
}
