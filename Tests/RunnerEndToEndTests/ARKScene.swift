import Foundation
import InferenceKit
import TestSupport

/// One run of a model of the ARK API with a directory and a store of its own, at an emulator or a stand-in.
struct ARKScene: Sendable {
    let directory: TestDirectory
    private let environment: [String: String]

    // With the variables that make `runner` use a service.
    init(environment: [String: String]) throws {
        directory = try TestDirectory()
        self.environment = environment
    }

    init(_ emulator: EmulatorRun) throws { try self.init(environment: emulator.environment) }

    /// `runner` with a store of the scene's own.
    func runner(
        _ arguments: [String],
        environment: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await run(
            "runner",
            arguments,
            environment: self.environment.merging(["RUNNER_STATE": "\(directory.path)/state/runs.sqlite"]) { $1 }
                .merging(environment) { $1 },
            in: directory.path,
            whileRunning: whileRunning
        )
    }

    /// Makes a video of four seconds, the cheapest that there is.
    func predictVideo(
        _ inputs: [String] = [],
        options: [String] = [],
        environment: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await runner(
            ["predict", "\(Project.directory)/vision/seedance-1-5-pro", "--yes"] + options + [
                "-i", "prompt=a cat", "resolution=480p", "duration=4", "generate_audio=false",
            ] + inputs,
            environment: environment,
            whileRunning: whileRunning
        )
    }

    /// Makes a picture.
    func predictImage(
        _ inputs: [String] = [],
        options: [String] = [],
        environment: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        try await runner(
            ["predict", "\(Project.directory)/vision/seedream-4-5", "--yes"] + options
                + ["-i", "size=2K"] + (inputs.contains { $0.hasPrefix("prompt=") } ? [] : ["prompt=a portrait"])
                + inputs,
            environment: environment,
            whileRunning: whileRunning
        )
    }

    /// The only run as it is recorded, with its steps.
    func record() async throws -> JSONValue {
        let shown = try await runner(["runs", "show", try await id(), "--json"])
        return try JSONValue(parsing: Array(shown.output.utf8))
    }

    /// What the newest run cost; -1 when that is unknown.
    func price() async throws -> Double {
        guard case .double(let usd)? = try await record()["price_usd"] else { return -1 }
        return usd
    }

    /// The name of the newest run.
    func id() async throws -> String {
        let list = try JSONValue(parsing: Array(try await runner(["runs", "list", "--json"]).output.utf8))
        return list.array?.first?["run"]?.string ?? ""
    }

    /// Continues the newest run.
    func resume(_ options: [String] = [], environment: [String: String] = [:]) async throws -> ProgramRun {
        try await runner(["runs", "resume", try await id(), "--yes"] + options, environment: environment)
    }

    /// What lies where the output goes.
    func files() throws -> [String] { try directory.names().filter { $0 != "state" } }
}
