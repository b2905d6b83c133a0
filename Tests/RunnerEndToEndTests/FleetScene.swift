import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// A store that several processes share, and an emulator whose account has only so many slots.
struct FleetScene: Sendable {
    let directory: TestDirectory
    let emulator: EmulatorRun
    /// More variables of every process.
    var environment: [String: String]

    /// A kind of store.
    enum Store: CaseIterable {
        case file
        case database
    }

    init(_ emulator: EmulatorRun, slots: Int? = nil, in store: Store = .file) async throws {
        directory = try TestDirectory()
        self.emulator = emulator
        environment = emulator.environment
        environment["RUNNER_STATE"] = "\(directory.path)/state/runs.sqlite"
        if store == .database { environment["RUNNER_STORE"] = try await PostgresServer.newDatabase() }
        if let slots { environment["RUNNER_SLOTS"] = "vision=\(slots)" }
    }

    /// `runner` with the shared store.
    func runner(
        _ arguments: [String],
        environment more: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await run(
            "runner",
            arguments,
            environment: environment.merging(more) { $1 },
            in: directory.path,
            whileRunning: whileRunning
        )
    }

    /// The arguments of a prediction; the seed tells it from others.
    func prediction(_ seed: Int) -> [String] {
        [
            "predict", "\(Project.directory)/vision/omnihuman-1-5", "--yes", "-i",
            "image=\(Project.sample("astronaut-and-cat.jpg"))", "audio=\(Project.shortSpeech)", "seed=\(seed)",
            "-o", "\(seed).mp4",
        ]
    }

    /// Enqueues runs, and returns their names.
    func enqueue(_ seeds: ClosedRange<Int>) async throws -> [String] {
        var names: [String] = []
        for seed in seeds {
            let result = try await runner(prediction(seed) + ["--enqueue", "--quiet"])
            try #require(result.status == 0, "\(result.summary)")
            names.append(result.line)
        }
        return names
    }

    /// Starts a worker, does something while it runs, and tells it to stop.
    func working(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        _ body: @escaping @Sendable (Int32) async throws -> Void
    ) async throws -> ProgramRun {
        let models = ["work", "--models", "\(Project.directory)/vision/omnihuman-1-5"]
        return try await runner(models + arguments, environment: environment) { process in
            do {
                try await body(process)
            } catch {
                kill(process, SIGKILL)
                throw error
            }
            kill(process, SIGTERM)
        }
    }

    /// The recorded runs, newest first.
    func runs() async throws -> [JSONValue] {
        let list = try await runner(["runs", "list", "--json"])
        return try JSONValue(parsing: Array(list.output.utf8)).array ?? []
    }

    /// `runner fleet --json`.
    func fleet() async throws -> JSONValue {
        let result = try await runner(["fleet", "--json"])
        try #require(result.status == 0, "\(result.summary)")
        return try JSONValue(parsing: Array(result.output.utf8))
    }

    /// Waits until something is so, for a minute at most.
    func until(_ isSo: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !isSo() {
            try #require(ContinuousClock.now < end, "it is not so in a minute")
            await Task.yield()
        }
    }

    /// Waits until so many runs have succeeded.
    func untilSucceeded(_ count: Int) async throws {
        try await until { try await runs().count { $0["status"] == "succeeded" } == count }
    }
}
