import Foundation
import TestSupport
import Testing

/// What a message says is kept, is kept: for every type of output, however a run ends.
struct KeptFilesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var type: String
        var formats: String?
        var mode: String
        var testDescription: String { "\(type) \(mode)" }
    }

    static let cases = [("image", "[png]"), ("audio", "[wav]"), ("video", "[mp4]"), ("file", nil as String?)]
        .flatMap { type, formats in
            // No bytes are wrong for a file of any format.
            ((formats == nil ? [] : ["wrong", "unpaid"]) + ["failed", "canceled"])
                .map { Case(type: type, formats: formats, mode: $0) }
        }

    private let models: TestModels

    init() throws {
        models = try TestModels()
    }

    private func predict(_ row: Case) async throws -> ProgramRun {
        try models.directory.write(
            "kept/inf.yml",
            """
            namespace: test
            name: kept
            description: Writes a GIF, whatever it promises.
            category: image
            kernel: swift-6
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                mode: {type: string}
            outputs:
                result: {type: \(row.type)\(row.formats.map { ", formats: \($0)" } ?? "")}

            """
        )
        try models.directory.write(
            "kept/Inference.swift",
            """
            import Glibc
            import InferenceKit

            struct Inference: Predictor {
                struct Input: Decodable, Sendable { var mode: String }
                struct Output: Codable, Sendable { var result: MediaFile }

                init(_ setup: Setup) async throws {}

                func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                    if input.mode != "unpaid" {
                        try await context.step("buy", paid: true) { context.started(taskID: "t1") }
                    }
                    let path = try context.path(for: "result")
                    let file = fopen(path, "w")
                    fputs("GIF89a, and more", file)
                    fclose(file)
                    switch input.mode {
                    case "failed": throw PredictionError(.taskFailed, "the service gave up")
                    case "canceled": throw PredictionError(.canceled, "canceled at the service")
                    default: return Output(result: MediaFile(name: "result", path: path))
                    }
                }
            }

            """
        )
        return try await run(
            "runner",
            ["predict", models.path("kept"), "--yes", "-i", "mode=\(row.mode)"],
            environment: ["RUNNER_STATE": models.path("runs.sqlite")],
            in: models.directory.path
        )
    }

    @Test(arguments: cases) func `the file that the message names is there`(_ row: Case) async throws {
        let result = try await predict(row)
        #expect(result.status == ["failed": 69, "canceled": 130][row.mode] ?? 70, "\(result.summary)")
        let match = try #require(result.errors.firstMatch(of: /kept as '([^']+\.partial)'/), "\(result.summary)")
        #expect(try TestDirectory.text(String(match.1)) == "GIF89a, and more")
    }
}
