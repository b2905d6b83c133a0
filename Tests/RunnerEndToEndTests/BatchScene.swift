import Foundation
import InferenceKit
import TestSupport
import Testing

/// A file of rows with a directory and a store of its own, at an emulator that stands in for a service that charges.
struct BatchScene: Sendable {
    let directory: TestDirectory
    let emulator: EmulatorRun

    /// - Parameters:
    ///   - emulator: The service.
    ///   - rows: How many rows the file has; each has its own seed, and all share one recording.
    /// - Throws: When the files cannot be written.
    init(_ emulator: EmulatorRun, rows: Int) throws {
        directory = try TestDirectory()
        self.emulator = emulator
        for (name, path) in [
            ("face.jpg", Project.sample("astronaut-and-cat.jpg")), ("speech.wav", Project.shortSpeech),
        ] {
            try FileManager.default.createDirectory(atPath: "\(directory.path)/data", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: path, toPath: "\(directory.path)/data/\(name)")
        }
        try write((1...rows).map { ["r\($0)", "face.jpg", "\($0)"] })
    }

    /// Writes the file: `id`, `photo` and `seed` of each row.
    func write(_ rows: [[String]]) throws {
        let lines = [["id", "photo", "seed"]] + rows
        try directory.write("data/rows.csv", lines.map { $0.joined(separator: ",") + "\n" }.joined())
    }

    /// `runner batch`, four rows at a time.
    func batch(
        _ arguments: [String] = [],
        consent: [String] = ["--yes"],
        environment: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await runner(
            [
                "batch", "\(Project.directory)/vision/omnihuman-1-5", "data/rows.csv", "--map", "image=photo", "-i",
                "audio=data/speech.wav", "-o", "out/{row}-{id}.mp4",
            ] + consent + arguments,
            environment: environment,
            whileRunning: whileRunning
        )
    }

    /// `runner` with the scene's own store.
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

    /// The lines of the file of results; each of them has to be JSON.
    func results() throws -> [JSONValue] {
        try directory.read("rows-results.jsonl").split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    /// The statuses of the rows, by the file of results.
    func statuses() throws -> [String?] { try results().map { $0["status"]?.string } }

    /// The output files.
    func outputs() throws -> [String] { try directory.names(in: "out").sorted() }
}
