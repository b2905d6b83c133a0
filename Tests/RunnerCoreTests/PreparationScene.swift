import ErrorReporting
import InferenceKit
import ModelInputs
import ModelSupply
import RunStore
import SQLiteRunStore
import Spending
import TestSupport

@testable import RunnerCore

/// A registry with one paid model, and what a front end needs to ask for a prediction with it.
struct PreparationScene: Sendable {
    let directory: TestDirectory
    let store: any RunDatabase
    var environment = ["TALK_KEY": "s3cret", "RUNNER_STAGING": "http://127.0.0.1:9/uploads"]

    init(pricing: String? = "{usd_per_output_second: 0.10, duration_from: audio}") async throws {
        directory = try TestDirectory()
        store = try await SQLiteRunDatabase(path: "\(directory.path)/runs.sqlite", redactor: Redactor())
        try directory.write(
            "models/talk/inf.yml",
            """
            namespace: test
            name: talk
            description: Talks.
            category: audio
            kernel: swift-6
            secrets:
                - {key: TALK_KEY, description: A key of the test.}
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                audio: {type: audio, formats: [wav]}
                text: {type: string, default: Hello}
            outputs:
                sound: {type: audio, formats: [wav]}
            \(pricing.map { "pricing: \($0)" } ?? "")

            """
        )
        try directory.write("models/talk/Inference.swift", "// never compiled")
        try directory.write("two.wav", Self.wav(seconds: 2))
        try directory.write("out/keep", "")
    }

    /// A request that has nothing wrong with it, at a loopback endpoint.
    func request(_ inputs: String...) throws -> PredictionRequest {
        var given = GivenInputs()
        for argument in inputs.isEmpty ? ["audio=\(directory.path)/two.wav"] : inputs {
            try given.add(argument: argument)
        }
        var request = PredictionRequest(model: .named("talk"), inputs: given)
        request.service = .service(endpoint: "http://127.0.0.1:9")
        request.output = "\(directory.path)/out/"
        request.consent = .given
        return request
    }

    /// Prepares a request.
    func prepare(_ request: PredictionRequest) async throws -> PreparedRun {
        try await Preparation(
            registry: Registry(roots: ["\(directory.path)/models"]),
            installation: Installation(environment: environment),
            store: store
        ).prepare(request)
    }

    /// The codes of everything that is found about a request, in order.
    func codes(_ request: PredictionRequest) async throws -> [String] {
        do {
            _ = try await prepare(request)
            return []
        } catch let several as PreparationFindings {
            return several.findings.map(Self.code)
        } catch {
            return [Self.code(error)]
        }
    }

    static func code(_ error: any Error) -> String { ErrorReport(error).code }

    /// A tone of 400 Hz: 8-bit mono at 8,000 Hz.
    static func wav(seconds: Int) -> [UInt8] {
        let count = 8_000 * seconds
        let number = { (value: Int) in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let samples = (0..<count).map { UInt8($0 % 20 < 10 ? 96 : 160) }
        return Array("RIFF".utf8) + number(36 + count) + Array("WAVEfmt ".utf8) + number(16) + [1, 0, 1, 0]
            + number(8_000) + number(8_000) + [1, 0, 8, 0] + Array("data".utf8) + number(count) + samples
    }
}
