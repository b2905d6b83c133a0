import Foundation
import InferenceKit
import TestSupport
import Testing

/// One run with a directory and a store of its own, at an emulator that it may share with others.
struct DurabilityScene: Sendable {
    let directory: TestDirectory
    let emulator: EmulatorRun
    /// Tells the tasks of this scene from those of others.
    let seed: Int
    private let speech: String

    init(_ emulator: EmulatorRun, seed: Int = 1, speech: String = Project.shortSpeech) throws {
        directory = try TestDirectory()
        self.emulator = emulator
        self.seed = seed
        self.speech = speech
    }

    /// `runner` with a store of the scene's own.
    func runner(
        _ arguments: [String],
        environment: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        let own = ["RUNNER_STATE": "\(directory.path)/state/runs.sqlite"]
        return try await run(
            "runner",
            arguments,
            environment: emulator.environment.merging(own) { $1 }.merging(environment) { $1 },
            in: directory.path,
            whileRunning: whileRunning
        )
    }

    /// `runner predict` with OmniHuman 1.5, whose run has every kind of step.
    func predict(
        _ arguments: [String] = [],
        consent: [String] = ["--yes"],
        fault: String? = nil,
        environment: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await runner(
            [
                "predict", "\(Project.directory)/vision/omnihuman-1-5", "-i",
                "image=\(Project.sample("astronaut-and-cat.jpg"))", "audio=\(speech)",
                "seed=\(seed)",
            ] + consent + arguments,
            environment: environment.merging(fault.map { ["RUNNER_FAULT": $0] } ?? [:]) { $1 },
            whileRunning: whileRunning
        )
    }

    /// `runner runs resume` of the only run.
    func resume(_ arguments: [String] = [], environment: [String: String] = [:]) async throws -> ProgramRun {
        try await runner(["runs", "resume", try await id(), "--yes"] + arguments, environment: environment)
    }

    /// The only run as it is recorded, with its steps.
    func record() async throws -> JSONValue {
        let shown = try await runner(["runs", "show", try await id(), "--json"])
        return try JSONValue(parsing: Array(shown.output.utf8))
    }

    /// The name of the only run.
    func id() async throws -> String {
        let list = try JSONValue(parsing: Array(try await runner(["runs", "list", "--json"]).output.utf8))
        return list.array?.first?["run"]?.string ?? ""
    }

    /// How many tasks of this scene the emulator has made.
    func submits() async throws -> Int {
        try await emulator.stats()["tasks"]?.array?.filter { $0["fields"]?["seed"]?.integer == seed }.count ?? 0
    }

    /// What lies where the output goes.
    func files() throws -> [String] { try directory.names().filter { $0 != "state" } }

    /// The bytes of the video.
    func video() throws -> Data { try Data(contentsOf: URL(filePath: "\(directory.path)/omnihuman-1-5.mp4")) }
}

/// The processes that any thread of a process has started and that are running.
func children(of process: Int32) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").flatMap { thread in
        // A thread may end while the list is read.
        let list = (try? TestDirectory.text("/proc/\(process)/task/\(thread)/children")) ?? ""
        return list.split(separator: " ").compactMap { Int32($0) }
    }
}

/// Waits until a process has started a program, for a minute at most.
///
/// A stand-in for a program cannot leave a file as a sign, since it is confined as the program is.
///
/// - Returns: The program's process.
@discardableResult
func waitForProgram(_ name: String, startedBy process: Int32) async throws -> Int32 {
    let end = ContinuousClock.now + .seconds(60)
    while true {
        let started = try children(of: process).first {
            (try? TestDirectory.text("/proc/\($0)/comm")) == "\(name)\n"
        }
        if let started { return started }
        try #require(ContinuousClock.now < end, "'\(name)' does not run")
        await Task.yield()
    }
}

extension JSONValue {
    /// Whether a record holds a paid step that was begun, without what came of it.
    var hasOpenPaidStep: Bool {
        self["steps"]?.array?.contains { $0["paid"] == true && ["began", "unknown"].contains($0["phase"]) } ?? false
    }
}
