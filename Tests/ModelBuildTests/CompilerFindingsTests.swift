import Diagnostics
import TestSupport
import Testing

@testable import ModelBuild

/// The mistakes that authors make: each gets one finding that names its fix.
struct CompilerFindingsTests {
    /// A mistake in an otherwise good model.
    struct Mistake: CustomTestStringConvertible {
        var testDescription: String
        /// What is replaced in the good model, and by what.
        var change: (String, String)
        /// The place and the words, or a part of them.
        var finding: String
        var help: String
    }

    private static let model = """
        import InferenceKit

        struct Inference: Predictor {
            struct Input: Decodable, Sendable { var name: String }
            struct Output: Codable, Sendable { var greeting: String }

            init(_ setup: Setup) async throws {}

            func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                Output(greeting: input.name)
            }
        }

        """

    static let mistakes = [
        Mistake(
            testDescription: "a misspelt method",
            change: ("func predict(", "func predikt("),
            finding: "3:8: error: type 'Inference' does not conform to protocol 'Predictor'",
            help:
                "rename 'predikt' to 'predict': write 'func predict(_ input: Input, _ context: PredictionContext) async throws -> Output'"
        ),
        Mistake(
            testDescription: "a method with labels",
            change: ("predict(_ input: Input, _ context", "predict(input: Input, context"),
            finding: "9:10: error: instance method 'predict(input:context:)' has different argument labels",
            help: "write 'func predict(_ input: Input, _ context: PredictionContext) async throws -> Output'"
        ),
        Mistake(
            testDescription: "an initializer with a label",
            change: ("init(_ setup", "init(setup"),
            finding: "7:5: error: initializer 'init(setup:)' has different argument labels",
            help: "write 'init(_ setup: Setup) async throws'"
        ),
        Mistake(
            testDescription: "a property that is not Sendable",
            change: ("    init(", "    final class Counter { var n = 0 }\n    let counter = Counter()\n    init("),
            finding:
                "8:9: error: stored property 'counter' of 'Sendable'-conforming struct 'Inference' has non-Sendable type",
            help:
                "predictions run concurrently: make the type of 'counter' a struct of Sendable values, or keep it in an actor or a Mutex"
        ),
        Mistake(
            testDescription: "a module of the runner",
            change: ("import InferenceKit\n", "import InferenceKit\nimport RunnerCore\n"),
            finding: "2:8: error: no such module 'RunnerCore'",
            help: "a model can import ARKHelper, InferenceKit, VisionHelper and modules that come with Swift"
        ),
        Mistake(
            testDescription: "a misspelt module",
            change: ("import InferenceKit", "import InferenceKIt"),
            finding: "1:8: error: no such module 'InferenceKIt'",
            help: "did you mean 'InferenceKit'?"
        ),
        Mistake(
            testDescription: "a private type",
            change: ("struct Inference", "private struct Inference"),
            finding: "3:16: error: 'Inference' is private, so the runner cannot see it",
            help: "remove 'private': 'struct Inference: Predictor'"
        ),
        Mistake(
            testDescription: "a public type",
            change: ("struct Inference", "public struct Inference"),
            finding: "3:15: error: 'Inference' is public, so its members have to be public, too",
            help: "remove 'public'"
        ),
        Mistake(
            testDescription: "a type of another name",
            change: ("struct Inference", "struct Model"),
            finding: "3:8: error: the model has no type 'Inference' that conforms to 'Predictor'",
            help: "rename 'Model' to 'Inference', the name that the runner looks for"
        ),
        Mistake(
            testDescription: "a type that does not conform",
            change: ("struct Inference: Predictor", "struct Inference"),
            finding: "3:8: error: the model has no type 'Inference' that conforms to 'Predictor'",
            help: "write 'struct Inference: Predictor'"
        ),
        Mistake(
            testDescription: "an output that cannot be read back",
            change: ("Output: Codable", "Output: Encodable"),
            finding: "3:8: error: type 'Inference' does not conform to protocol 'Predictor'",
            help: "write 'struct Output: Codable, Sendable' inside 'Inference', with a property for each output"
        ),
        Mistake(
            testDescription: "a class",
            change: ("struct Inference", "class Inference"),
            finding: "3:7: error: non-final class 'Inference' cannot conform",
            help: "write 'struct Inference: Predictor'"
        ),
        Mistake(
            testDescription: "a call without try and await",
            change: ("        Output(greeting: input.name)", "        Output(greeting: f())"),
            finding: "10:26: error: ",
            help: "write 'try' before a call that throws, and 'await' before an asynchronous one"
        ),
        Mistake(
            testDescription: "a chain with many awaits",
            change: (
                "        Output(greeting: input.name)",
                "        func f() async -> String { input.name }\n"
                    + "        return Output(greeting: "
                    + [String](repeating: "await f()", count: 40).joined(separator: " + ") + ")"
            ),
            finding: "11:",
            help: "write one 'await' before the whole expression, or store each result with 'let' first"
        ),
        Mistake(
            testDescription: "a secret in place of its text",
            change: ("        Output(greeting: input.name)", "        Output(greeting: Secret(input.name))"),
            finding: "10:26: error: cannot convert value of type 'Secret'",
            help: "append '.exposed' to the secret"
        ),
        Mistake(
            testDescription: "a missing import",
            change: ("input.name)", "\"\\(Date())\")"),
            finding: "10:29: error: cannot find 'Date' in scope",
            help: "add 'import Foundation' at the top of the file"
        ),
    ]

    private func failure(_ text: String, timeLimit: Duration = .seconds(120)) async throws -> ModelBuildError? {
        let directory = try TestDirectory()
        try directory.write("model/Inference.swift", text)
        let compiler = try ModelCompiler(
            kit: ModelKit(besideProgram: "\(Project.products)/runner"),
            cache: .shared,
            environment: baseEnvironment,
            timeLimit: timeLimit
        )
        let sources = try ModelSources(directory: "\(directory.path)/model")
        return await #expect(throws: ModelBuildError.self) { try await compiler.sharedObject(of: sources) }
    }

    @Test(arguments: mistakes)
    func `each mistake gets one finding that names the fix`(_ mistake: Mistake) async throws {
        let text = Self.model.replacing(mistake.change.0, with: mistake.change.1)
            .replacing("f())", with: "f())\n    }\n\n    func f() async throws -> String {\n        \"\"")
        #expect(text != Self.model)
        let error = try #require(try await failure(text))
        #expect(error.findings.count == 1, "\(error)")
        let finding = try #require(error.findings.first)
        #expect(finding.description.contains("/model/Inference.swift:\(mistake.finding)"), "\(finding)")
        #expect(finding.help?.hasPrefix(mistake.help) == true, "\(finding.help ?? "no help")")
    }

    @Test func `two mistakes are two findings, in the order of the file`() async throws {
        let text = Self.model.replacing("input.name)", with: "input.nmae)") + "\nlet x: Int = \"ü\"\n"
        let error = try #require(try await failure(text))
        #expect(error.findings.map { $0.location.line } == [10, 14])
    }

    @Test func `columns count scalars and not bytes`() async throws {
        let text = Self.model.replacing("input.name)", with: "\"äöü日本\" + input.nmae)")
        let error = try #require(try await failure(text))
        #expect(error.findings.first?.location.column == 42, "\(error)")
    }

    @Test func `a function that takes too long to compile is reported with its waits`() async throws {
        let waits = (0..<40).map { "        let v\($0) = try await f(\($0))" }.joined(separator: "\n")
        let text = Self.model.replacing(
            "        Output(greeting: input.name)",
            with: "\(waits)\n        return Output(greeting: \"\\(v0)\")"
        )
        let error = try #require(try await failure(text, timeLimit: .milliseconds(1)))
        #expect(error.code == .compileTimedOut)
        #expect(
            error.help.contains("Inference.swift' has 40 'await's; split them among several functions"),
            "\(error)"
        )
    }

    @Test func `messages are read with their notes, each once`() {
        let output = """
            /m/Inference.swift:3:8: error: wrong: very
            struct X {
                   ^
            /kit/Predictor.swift:4:5: note: because
            /m/Inference.swift:3:8: error: wrong: very
            <unknown>:0: error: nowhere
            /m/Inference.swift:9: warning: old
            """
        let messages = CompilerMessage.messages(in: output)
        #expect(messages.map(\.text) == ["wrong: very", "nowhere", "old"])
        #expect(messages.first?.notes.map(\.text) == ["because"])
        #expect(messages.map(\.line) == [3, 0, 9])
    }
}

extension ModelCache {
    /// The cache of all tests of a build, in which the compiler finds C's modules ready: they take it seconds to make.
    static let shared = ModelCache(directory: "\(baseEnvironment["RUNNER_CACHE"] ?? "")/models")
}
