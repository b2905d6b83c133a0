import Glibc
import InferenceKit
import TestSupport
import Testing

/// Adding that is stopped, killed, or done twice at once.
struct AddInterruptionTests {
    private let scene: AddScene

    init() throws {
        scene = try AddScene()
    }

    /// A `tar` that does not end on its own.
    private func endlessTar() async throws -> [String: String] {
        let path = try scene.directory.write("bin/tar", "#!/bin/sh\nexec sleep 600\n")
        chmod(path, 0o755)
        try await scene.shell("tar cf m.tar greeter")
        return ["PATH": "\(scene.directory.path)/bin:\(baseEnvironment["PATH"] ?? "")"]
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal leaves nothing behind`(_ number: Int32) async throws {
        let environment = try await endlessTar()
        let stopped = try await scene.add(scene.sources.path("m.tar"), environment: environment) { runner in
            try await waitForProgram("sleep", startedBy: runner)
            kill(runner, number)
        }
        #expect(stopped.status == 130, "\(stopped.summary)")
        #expect(try scene.names == [])
    }

    @Test func `what a killed process leaves is removed by the next`() async throws {
        let environment = try await endlessTar()
        let killed = try await scene.add(scene.sources.path("m.tar"), environment: environment) { runner in
            try await waitForProgram("sleep", startedBy: runner)
            kill(runner, SIGKILL)
        }
        #expect(killed.status == 137)
        #expect(try scene.names.count == 1 && scene.names[0].hasPrefix(".runner-add-"))
        #expect(try await scene.runner(["list"]).output.contains("greeter") == false)
        #expect(try await scene.add(scene.sources.path("m.tar")).status == 0)
        #expect(try scene.names == ["greeter", "runner.lock"])
    }

    @Test func `a lock that was not written to its end is removed by the next`() async throws {
        try scene.directory.write("registry/.runner.lock-1", "{")
        #expect(try await scene.runner(["add", scene.sources.path("greeter")]).status == 64)
        #expect(try scene.names == [])
        try scene.directory.write("registry/.runner.lock-1", "{")
        #expect(try await scene.add(scene.sources.path("greeter")).status == 0)
        #expect(try scene.names == ["greeter", "runner.lock"])
    }

    @Test func `a model of which only the lock was written is reported as gone, and can be added`() async throws {
        let fault = ["RUNNER_FAULT": "after-lock:runner"]
        #expect(try await scene.add(scene.sources.path("greeter"), environment: fault).status == 137)
        let verified = try await scene.runner(["verify"])
        #expect(verified.status == 1 && verified.output == "\(scene.registry)/greeter: gone\n", "\(verified.summary)")
        #expect(try await scene.add(scene.sources.path("greeter")).status == 0)
        #expect(try await scene.runner(["verify"]).status == 0)
        #expect(try scene.names == ["greeter", "runner.lock"])
    }

    @Test func `a replacement that was killed leaves a model that is refused`() async throws {
        #expect(try await scene.add(scene.sources.path("greeter")).status == 0)
        try scene.sources.write("greeter", predict: #"Output(greeting: "Bye")"#)
        let fault = ["RUNNER_FAULT": "after-lock:runner"]
        #expect(try await scene.add(scene.sources.path("greeter"), ["--replace"], environment: fault).status == 137)
        let refused = try await scene.runner(["predict", "greeter"])
        #expect(refused.status == 65 && refused.errors.contains("Inference.swift: changed"), "\(refused.summary)")
        #expect(try await scene.add(scene.sources.path("greeter"), ["--replace"]).status == 0)
        #expect(try await scene.runner(["predict", "greeter"]).output == "{\"greeting\":\"Bye\"}\n")
    }

    @Test func `several additions at once lose no entry`() async throws {
        let names = (1...6).map { "model\($0)x" }
        for name in names { try scene.sources.write(name, predict: #"Output(greeting: "x")"#) }
        let scene = scene
        let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
            for name in names { group.addTask { try await scene.add(scene.sources.path(name)).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == names.map { _ in 0 })
        #expect(try scene.names == names + ["runner.lock"])
        let verified = try await scene.runner(["verify"])
        #expect(verified.output == names.map { "\(scene.registry)/\($0): ok\n" }.joined(), "\(verified.summary)")
    }

    @Test func `of two additions of one name at once, one is refused`() async throws {
        let scene = scene
        async let first = scene.add(scene.sources.path("greeter"))
        async let second = scene.add(scene.sources.path("greeter"))
        let results = try await [first, second]
        #expect(Set(results.map(\.status)) == [0, 64], "\(results.map(\.summary))")
        #expect(try scene.names == ["greeter", "runner.lock"])
        #expect(try await scene.runner(["verify"]).status == 0)
    }
}
