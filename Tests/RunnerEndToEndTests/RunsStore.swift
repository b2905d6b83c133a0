import Foundation
import InferenceKit
import TestSupport
import Testing

/// A store of runs of one test, with what fills it and looks into it.
struct RunsStore: Sendable {
    /// The working directory of every command.
    let directory: TestDirectory
    private let emulator: EmulatorRun?
    private let speech: String

    init(_ emulator: EmulatorRun? = nil, speech: String = Project.shortSpeech) throws {
        directory = try TestDirectory()
        self.emulator = emulator
        self.speech = speech
    }

    /// The store's file.
    var path: String { "\(directory.path)/state/runs.sqlite" }

    /// The environment of every command.
    var environment: [String: String] {
        (emulator?.environment ?? [:]).merging(["RUNNER_STATE": path, "TZ": "UTC"]) { $1 }
    }

    /// Predicts with the quick model.
    func predict(
        _ arguments: [String] = [],
        model: String = "\(Project.directory)/vision/omnihuman-1-0-quick",
        image: String? = Project.sample("astronaut.jpg"),
        fault: String? = nil,
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await runner(
            ["predict", model, "--yes", "audio=\(speech)"] + (image.map { ["image=\($0)"] } ?? []) + arguments,
            environment: fault.map { ["RUNNER_FAULT": $0] } ?? [:],
            whileRunning: whileRunning
        )
    }

    /// Submits a task of a new run and leaves it; returns the name of the run.
    func submit(_ arguments: [String] = []) async throws -> String {
        let result = try await predict(["--again", "--no-wait", "--quiet"] + arguments)
        try #require(result.status == 0, "\(result.summary)")
        return result.line
    }

    /// `runner runs …`.
    func runs(
        _ arguments: String...,
        environment: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await runner(["runs"] + arguments, environment: environment, whileRunning: whileRunning)
    }

    /// `runner runs …`.
    func runs(_ arguments: [String]) async throws -> ProgramRun {
        try await runner(["runs"] + arguments, environment: [:], whileRunning: { _ in })
    }

    private func runner(
        _ arguments: [String],
        environment: [String: String],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void
    ) async throws -> ProgramRun {
        try await run(
            "runner",
            arguments,
            environment: self.environment.merging(environment) { $1 },
            in: directory.path,
            whileRunning: whileRunning
        )
    }

    /// The recorded runs as JSON, newest first.
    func list(_ arguments: String...) async throws -> [JSONValue] {
        let result = try await runner(
            ["runs", "list", "--json"] + arguments,
            environment: [:],
            whileRunning: { _ in }
        )
        return try JSONValue(parsing: Array(result.output.utf8)).array ?? []
    }

    /// The status of the newest run.
    func status() async throws -> String? { try await list().first?["status"]?.string }

    /// Waits until the newest run stands somewhere, for a minute at most, and returns its name.
    func newest(when isSo: (JSONValue) -> Bool) async throws -> String {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            if let run = try await list().first, isSo(run), let name = run["run"]?.string { return name }
            try #require(ContinuousClock.now < end, "nothing came of it in a minute")
        }
    }
}

/// Makes the texts of two runs of a test the same.
struct RunsText {
    private var names: [(String, String)]

    /// - Parameters:
    ///   - store: Whose directory and runs are named.
    ///   - emulator: Whose address is named.
    /// - Throws: When the runs cannot be listed.
    init(_ store: RunsStore, _ emulator: EmulatorRun) async throws {
        names = [
            (store.directory.path, "FOLDER"), (Project.directory, "PROJECT"),
            (emulator.endpoint, "http://127.0.0.1:PORT"),
            (emulator.endpoint.replacing("http://", with: ""), "127.0.0.1:PORT"),
        ]
        for (index, run) in try await store.list("--all").reversed().enumerated() {
            let name = run["run"]?.string ?? ""
            names += [(name, "<run \(index + 1)>"), (String(name.suffix(6)), "<\(index + 1)>")]
        }
    }

    /// The text with words in place of what differs from one run of the test to the next.
    func normalized(_ text: String) -> String {
        var text = text
        for (name, word) in names where !name.isEmpty { text = text.replacing(name, with: word) }
        return
            text
            .replacing(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)/, with: "TIME")
            .replacing(/\d\d:\d\d:\d\d/, with: "TIME")
            .replacing(/\d+(\.\d+)? s\b/, with: "N s")
            .replacing(/[0-9A-Fa-f]{24,}/, with: "HEX")
            .replacing(/\b\d{18,19}\b/, with: "TASK")
            .replacing(/\d{5,} bytes/, with: "N bytes")
            .replacing(/"(size_bytes|sizeBytes|submitted|elapsed_seconds)":[0-9.]+/) { "\"\($0.1)\":0" }
            .replacing(/\.[0-9a-z]+\.partial/, with: ".TOKEN.partial")
            .replacing(/\ {2,}/, with: "  ")
    }
}
