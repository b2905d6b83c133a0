import Foundation
import InferenceKit
import ModelSupply
import TestSupport
import Testing
import WorkerProtocol

@testable import RunnerCore

/// A worker whose runner is gone while a paid step is under way.
struct AbandonedWorkerTests {
    private let models: TestModels

    init() throws { models = try TestModels() }

    /// Waits in the paid step until the runner is gone.
    private static let waiting = """
        while access("\\(context.scratchDirectory)/gone", F_OK) != 0 { try await Task.sleep(for: .milliseconds(2)) }
        """

    /// Starts a run, ends the conversation as soon as its paid step may begin, and waits for the answer.
    private func answer(afterPredicting body: String) async throws -> PaidAnswerFile.Answer? {
        let path = try models.write("pay", predict: body)
        let installation = Installation(environment: baseEnvironment)
        let library = try await ModelLibraries(installation).library(of: Registry.model(at: path))
        let answers = "\(models.directory.path)/answers"
        try FileManager.default.createDirectory(atPath: answers, withIntermediateDirectories: false)
        let file = "\(answers)/1"
        let settings = WorkerSettings()
        let request = WorkerRequest(
            run: "r1",
            input: ["name": "Ada"],
            outputPaths: [:],
            scratchDirectory: try models.directory.write("scratch/keep", "").replacing("/keep", with: ""),
            timeoutSeconds: 60
        )
        let sandbox = ModelSandbox(path, library: library, installation)
        let process = WorkerProcess(
            program: installation.workerProgram,
            arguments: [library] + sandbox.arguments(for: request, settings, answers: answers),
            environment: [:]
        )
        _ = try await process.run { socket, _ in
            let feed = MessageFeed<WorkerEvent>(reading: socket, as: WorkerEvent.self, take: { $0 })
            try? socket.send(WorkerCommand.setup(settings))
            for await event in feed {
                switch event {
                case .ready:
                    try? socket.send(WorkerCommand.predict(request))
                case .step(let number, _, let record) where record.paid && record.phase == .began:
                    // The sandbox allows its directory, not yet the file itself.
                    try? PaidAnswerFile.reserve(at: file)
                    try? socket.send(WorkerCommand.noted(number: number, paidAnswerFile: file))
                    feed.close()
                default: break
                }
            }
            _ = try? models.directory.write("scratch/gone", "")
            while PaidAnswerFile.answer(at: file) == nil, (try? await Task.sleep(for: .milliseconds(2))) != nil {}
        }
        return PaidAnswerFile.answer(at: file)
    }

    @Test(.timeLimit(.minutes(5))) func `the answer that comes later is written to the reserved file, with its task`()
        async throws
    {
        let answer = try await answer(
            afterPredicting: """
                let id = try await context.step("submit", paid: true) {
                    \(Self.waiting)
                    context.started(taskID: "t1")
                    return "t1"
                }
                return Output(greeting: id)
                """
        )
        #expect(answer?.record == StepRecord(name: "submit", paid: true, phase: .succeeded, result: "t1"))
        #expect(answer?.taskID == "t1")
        #expect(answer?.run == "r1")
    }

    @Test(.timeLimit(.minutes(5))) func `a refusal that comes later is written, too`() async throws {
        let answer = try await answer(
            afterPredicting: """
                let id = try await context.step("submit", paid: true) {
                    \(Self.waiting)
                    if !input.name.isEmpty { throw PredictionError(.accessDenied, "no") }
                    return "t1"
                }
                return Output(greeting: id)
                """
        )
        #expect(answer?.record.phase == .failed)
        #expect(answer?.record.error?.code == .accessDenied)
        #expect(answer?.taskID == nil)
    }
}
