import ErrorReporting
import InferenceKit
import ModelInputs
import ModelSupply
import RunStore
import SQLiteRunStore
import Spending
import TestSupport
import Testing

@testable import ModelOutputs
@testable import RunnerCore

/// Everything that can fail for free is found before anything is paid, and all of it at once.
struct PreparationTests {
    @Test func `a request becomes a run with its price, inputs and places`() async throws {
        let scene = try await PreparationScene()
        let run = try await scene.prepare(scene.request())
        #expect(run.estimate == .known(usd: 0.2, seconds: 2))
        #expect(run.inputs["text"] == "Hello")
        #expect(run.outputs.targets.map(\.path) == ["\(scene.directory.path)/out/talk.wav"])
        #expect(run.mayPay)
        #expect(run.existing == nil)
        #expect(run.identity?.model.name == "test/talk")
        #expect(try scene.directory.names(in: "out") == ["keep"])
        #expect(try await scene.store.count(RunFilter()) == 0)
    }

    /// Something that is wrong with a request, and the code of what is found.
    struct Fault: Sendable, CustomTestStringConvertible {
        var code: String
        var testDescription: String
        var spoil: @Sendable (inout PredictionRequest, inout PreparationScene) throws -> Void

        init(
            _ code: String,
            _ what: String,
            _ spoil: @escaping @Sendable (inout PredictionRequest, inout PreparationScene) throws -> Void
        ) {
            self.code = code
            testDescription = what
            self.spoil = spoil
        }
    }

    static let gates = [
        Fault("usage", "no such model") { request, _ in request.model = .named("walk") },
        Fault("invalid-manifest", "a broken manifest") { _, scene in
            try scene.directory.write("models/talk/inf.yml", "name: [")
        },
    ]

    static let faults = [
        Fault("configuration", "an endpoint that is no address") { request, _ in
            request.service = .service(endpoint: "ftp://a.test", staging: "http://127.0.0.1:9/uploads")
        },
        Fault("invalid-input", "an unknown input") { request, _ in request.inputs.set("volume", .text("1")) },
        Fault("missing-secret", "no key") { _, scene in scene.environment["TALK_KEY"] = nil },
        Fault("cannot-write", "no directory for the output") { request, scene in
            request.output = "\(scene.directory.path)/none/x.wav"
        },
        Fault("configuration", "a limit that is no amount") { _, scene in
            scene.environment["RUNNER_MAX_COST_PER_DAY"] = "five"
        },
        Fault("over-budget", "too low a limit") { request, _ in request.maxCost = 0.1 },
        Fault("consent-required", "nobody agrees") { request, _ in request.consent = .none },
    ]

    @Test(arguments: gates + faults) func `each fault is found`(_ fault: Fault) async throws {
        var scene = try await PreparationScene()
        var request = try scene.request()
        try fault.spoil(&request, &scene)
        #expect(try await scene.codes(request) == [fault.code])
    }

    @Test func `all findings arrive at once, in the order of the checks`() async throws {
        var scene = try await PreparationScene()
        var request = try scene.request()
        for fault in Self.faults where fault.testDescription != "a limit that is no amount" {
            try fault.spoil(&request, &scene)
        }
        // Consent comes after everything else: nobody is asked for a run that cannot start.
        #expect(
            try await scene.codes(request)
                == ["configuration", "invalid-input", "missing-secret", "cannot-write", "over-budget"]
        )
        request.service = .service(endpoint: "http://127.0.0.1:9")
        #expect(
            try await scene.codes(request) == ["invalid-input", "missing-secret", "cannot-write", "over-budget"]
        )
    }

    @Test func `a search for subjects passes the checks of a prediction`() async throws {
        var scene = try await PreparationScene()
        let manifest = try scene.directory.read("models/talk/inf.yml")
        try scene.directory.write(
            "models/talk/inf.yml",
            manifest.replacing(
                "    audio: ",
                with: "    image: {type: image}\n    who: {type: integer, subject_of: image}\n    audio: "
            )
        )
        scene.environment["TALK_KEY"] = nil
        scene.environment["RUNNER_SLOTS"] = "many"
        let preparation = Preparation(
            registry: Registry(roots: ["\(scene.directory.path)/models"]),
            installation: Installation(environment: scene.environment),
            store: nil
        )
        // The recording is not needed; a picture is.
        let request = try scene.request("image=\(scene.directory.path)/none.png")
        let findings = await #expect(throws: PreparationFindings.self) {
            try await preparation.prepareSubjects(request) { _ in }
        }
        #expect(findings?.findings.map(PreparationScene.code) == ["invalid-input", "configuration", "missing-secret"])
    }

    @Test func `one report tells all findings, and programs get each of them`() async throws {
        var scene = try await PreparationScene()
        scene.environment["TALK_KEY"] = nil
        let request = try scene.request("audio=\(scene.directory.path)/none.wav", "volume=1")
        let findings = await #expect(throws: PreparationFindings.self) { try await scene.prepare(request) }
        let report = ErrorReport(try #require(findings))
        #expect(report.code == "invalid-input")
        #expect(report.exitStatus == .invalidInput)
        #expect(report.message == "2 problems were found; nothing was sent")
        for words in ["there is no file", "the model has no such input", "the secret TALK_KEY is not set"] {
            #expect(report.text.contains(words))
        }
        #expect(report.details["violations"]?.array?.count == 2)
        #expect(report.details["findings"]?.array?.compactMap { $0["code"] } == ["invalid-input", "missing-secret"])
    }

    @Test func `a price that is unknown because an input is broken is no finding`() async throws {
        let scene = try await PreparationScene()
        var request = try scene.request("audio=\(scene.directory.path)/none.wav")
        request.maxCost = 100
        #expect(try await scene.codes(request) == ["invalid-input"])
    }

    @Test func `an output that would replace an input is refused`() async throws {
        let scene = try await PreparationScene()
        var request = try scene.request()
        request.output = "\(scene.directory.path)/two.wav"
        request.replacesOutput = true
        #expect(try await scene.codes(request) == ["usage"])
    }

    @Test func `a dry run needs no key, and says that a real run does`() async throws {
        var scene = try await PreparationScene()
        scene.environment["TALK_KEY"] = nil
        var request = try scene.request()
        request.isDryRun = true
        request.consent = .none
        let run = try await scene.prepare(request)
        #expect(run.warnings == ["the secret TALK_KEY is not set; a real run stops here"])
    }

    @Test func `an emulator needs no key and no consent`() async throws {
        var scene = try await PreparationScene()
        scene.environment["TALK_KEY"] = nil
        var request = try scene.request()
        request.service = .ownEmulator
        request.consent = .none
        let run = try await scene.prepare(request)
        #expect(run.mayPay)
        #expect(run.startsEmulator)
    }

    @Test(arguments: ["two.wav", "/etc/passwd", "@two.wav", "-"])
    func `a remote caller cannot name a file of this machine`(_ path: String) async throws {
        let scene = try await PreparationScene()
        var request = try scene.request("audio=\(path)")
        request.caller = .remote("phone")
        let error = await #expect(throws: InputViolations.self) { try await scene.prepare(request) }
        #expect(error?.violations.map(\.message).first?.hasSuffix("paths are not accepted here") == true)
        request.inputs.set("audio", .json(.string(path)))
        await #expect(throws: InputViolations.self) { try await scene.prepare(request) }
        request.inputs.set("audio", .path("\(scene.directory.path)/two.wav"))
        await #expect(throws: InputViolations.self) { try await scene.prepare(request) }
    }

    @Test func `a file may be sent as bytes, and is deleted after the run`() async throws {
        let scene = try await PreparationScene()
        var request = try scene.request()
        request.caller = .remote("phone")
        request.inputs.set("audio", .bytes(PreparationScene.wav(seconds: 3)))
        request.inputs.set("text", .bytes(Array("Good day".utf8)))
        var path = ""
        do {
            let run = try await scene.prepare(request)
            #expect(run.estimate == .known(usd: 3 * 0.1, seconds: 3))
            #expect(run.inputs["text"] == "Good day")
            #expect(run.identity?.input.given["audio"] == "-")
            path = try #require(run.inputs["audio"]?["path"]?.string)
            #expect(try TestDirectory.text(path).hasPrefix("RIFF"))
        }
        #expect(throws: (any Error).self) { try TestDirectory.text(path) }
    }

    @Test func `bytes that are not what the input takes are refused`() async throws {
        let scene = try await PreparationScene()
        var request = try scene.request()
        request.inputs.set("audio", .bytes(Array("not sound".utf8)))
        request.inputs.set("text", .bytes([0xFF]))
        let error = await #expect(throws: InputViolations.self) { try await scene.prepare(request) }
        #expect(error?.violations.map(\.input) == ["audio", "text"])
    }

    @Test func `a model that differs from its lock is not looked at`() async throws {
        let scene = try await PreparationScene()
        let entry = ModelLock.Entry(
            source: "https://example.com/r.git",
            path: "talk",
            revision: "abc",
            added: "2026-01-05",
            hash: try ModelContent(files: ["inf.yml": "01"]).hash(),
            files: ["inf.yml": "01"]
        )
        try scene.directory.write("models/runner.lock", try ModelLock(models: ["talk": entry]).encoded())
        #expect(try await scene.codes(scene.request("volume=1")) == ["model-changed"])
    }
}
