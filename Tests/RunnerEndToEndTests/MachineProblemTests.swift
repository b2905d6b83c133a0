import Glibc
import InferenceKit
import TestSupport
import Testing

/// What is wrong with a machine is named at once, by the command and by `runner doctor`.
struct MachineProblemTests {
    private let directory: TestDirectory

    init() async throws {
        directory = try TestDirectory()
        let made = try await run("runner", ["new", "hello", "--registry", directory.path + "/vision"])
        #expect(made.status == 0, "\(made.summary)")
    }

    private func script(_ name: String, _ text: String) throws -> String {
        let path = try directory.write(name, "#!/bin/sh\n\(text)\n")
        chmod(path, 0o755)
        return path
    }

    private func predict(_ environment: [String: String]) async throws -> ProgramRun {
        try await run(
            "runner",
            ["predict", directory.path + "/vision/hello", "--input", "name=Ada", "--json"],
            environment: ["RUNNER_CACHE": directory.path + "/cache", "RUNNER_STATE": directory.path + "/runs.sqlite"]
                .merging(environment) { $1 }
        )
    }

    private func finding(_ check: String, _ environment: [String: String]) async throws -> JSONValue? {
        let doctor = try await run(
            "runner",
            ["doctor", "--json", "--registry", directory.path + "/vision"],
            environment: environment
        )
        return try JSONValue(parsing: Array(doctor.output.utf8))["checks"]?.array?.first {
            $0["check"]?.string == check
        }
    }

    @Test func `a cache that other users can write to is refused`() async throws {
        try directory.write("cache/models/keep", "")
        chmod("\(directory.path)/cache", 0o777)
        let run = try await predict([:])
        #expect(run.status == 78 && run.output.contains(#""cache-unusable""#), "\(run.summary)")
        #expect(run.errors.contains("other users can write to '\(directory.path)/cache'"), "\(run.summary)")
        let found = try await finding("cache", ["RUNNER_CACHE": directory.path + "/cache"])
        #expect(
            found?["status"] == "failed" && found?["message"]?.string?.contains("other users") == true,
            "\(String(describing: found))"
        )
    }

    @Test func `a compiler that is killed is not a fault of the model`() async throws {
        let swiftc = try script("swiftc", "kill -KILL $$")
        let run = try await predict(["RUNNER_SWIFTC": swiftc])
        #expect(run.status == 70 && run.output.contains(#""compiler-killed""#), "\(run.summary)")
        #expect(!run.errors.contains("does not compile"), "\(run.summary)")
        let found = try await finding("toolchain", ["RUNNER_SWIFTC": swiftc])
        #expect(found?["status"] == "failed", "\(String(describing: found))")
    }

    @Test func `an ffmpeg without an encoder is found by doctor`() async throws {
        _ = try script("bin/ffmpeg", "echo ' V....D mpeg4                MPEG-4 part 2'")
        _ = try script("bin/ffprobe", "exit 0")
        let found = try await finding("emulator", ["PATH": "\(directory.path)/bin:\(baseEnvironment["PATH"] ?? "")"])
        #expect(found?["status"] == "warning")
        #expect(
            found?["message"]?.string?.contains("without the encoder aac and libx264 and mjpeg and png") == true,
            "\(String(describing: found))"
        )
    }

    @Test func `list warns about a model that it does not show`() async throws {
        let path = directory.path + "/vision/other"
        try directory.write("vision/other/inf.yaml", "")
        let list = try await run("runner", ["list", "--registry", directory.path + "/vision"])
        #expect(list.status == 0, "\(list.summary)")
        #expect(
            list.errors == """
                warning: '\(path)' is not listed as a model: its manifest is called 'inf.yaml'
                help: rename it: mv \(path)/inf.yaml \(path)/inf.yml

                """
        )
    }
}
