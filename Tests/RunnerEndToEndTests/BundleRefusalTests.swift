import Foundation
import InferenceKit
import TestSupport
import Testing

/// What `runner build` does not do: replace what is no bundle, leave something half made, or take broken models.
struct BundleRefusalTests {
    private let models: TestModels
    private let output: TestDirectory

    init() throws {
        models = try TestModels()
        output = try TestDirectory()
        try models.write("greeter", predict: #"Output(greeting: "Hello")"#)
    }

    private func build(_ arguments: [String] = [], environment: [String: String] = [:]) async throws -> ProgramRun {
        try await run(
            "runner",
            ["build", "--registry", models.directory.path, "--no-emulator", "-o", "\(output.path)/out"] + arguments,
            environment: environment
        )
    }

    @Test func `a bundle is replaced only when asked, and anything else never`() async throws {
        try output.write("out/precious.txt", "mine")
        for arguments in [[], ["--force"]] {
            let refused = try await build(arguments)
            #expect(refused.status == 73)
            #expect(refused.errors.contains("already exists and is not a bundle"), "\(refused.summary)")
        }
        #expect(try output.read("out/precious.txt") == "mine")
        try FileManager.default.removeItem(atPath: "\(output.path)/out/precious.txt")
        let first = try await build(["--json"])
        #expect(first.status == 0, "\(first.summary)")
        let json = try JSONValue(parsing: Array(first.output.utf8))
        #expect(json["path"]?.string?.hasSuffix("/out") == true)
        #expect(json["models"] == ["greeter"])
        #expect((json["bytes"]?.integer ?? 0) > 1_000_000)
        #expect(json["system_libraries"]?["libcurl.so.4"] != nil)
        #expect(try output.names(in: "out/bin") == ["runner", "runner-server", "runner-worker"])

        try output.write("out/vision/greeter/added.txt", "")
        let second = try await build()
        #expect(second.status == 73)
        #expect(second.errors.contains("help: replace it with --force"), "\(second.summary)")
        let third = try await build(["--force"])
        #expect(third.status == 0, "\(third.summary)")
        #expect(try !output.names(in: "out/vision/greeter").contains("added.txt"))
        #expect(try output.names() == ["out"])
    }

    @Test func `the same models give the same bytes`() async throws {
        let first = try await build()
        #expect(first.status == 0, "\(first.summary)")
        let checksums = try output.read("out/MANIFEST.sha256")
        let second = try await build(["--force"])
        #expect(second.status == 0, "\(second.summary)")
        #expect(try output.read("out/MANIFEST.sha256") == checksums)
    }

    @Test func `manifests with errors are all reported, and nothing is made`() async throws {
        try models.directory.write("worse/inf.yml", "nmae: x\n")
        try models.directory.write("bad/inf.yml", try models.directory.read("greeter/inf.yml") + "nonsense: 1\n")
        let run = try await build()
        #expect(run.status == 65)
        #expect(run.errors.contains("bad/inf.yml:13:1: error: unknown key 'nonsense'"), "\(run.summary)")
        #expect(run.errors.contains("worse/inf.yml:1:1: error: unknown key 'nmae'"), "\(run.summary)")
        #expect(try output.names() == [])
    }

    @Test func `models that do not compile are all reported, and nothing is made`() async throws {
        try models.write("bad", predict: #"Output(greetnig: "")"#)
        try models.write("worse", predict: #"Output(greeting: 1)"#)
        let run = try await build()
        #expect(run.status == 70)
        #expect(run.errors.contains("error: 2 models cannot be compiled"), "\(run.summary)")
        #expect(run.errors.contains("\(models.path("bad"))/Inference.swift:12:"))
        #expect(run.errors.contains("\(models.path("worse"))/Inference.swift:12:"))
        #expect(try output.names() == [])
        let one = try await build(["greeter"])
        #expect(one.status == 0, "\(one.summary)")
        #expect(try output.names(in: "out/vision") == ["greeter"])
    }

    @Test func `without a compiler nothing is made`() async throws {
        let run = try await build(environment: ["RUNNER_SWIFTC": "/nowhere/swiftc"])
        #expect(run.status == 78)
        #expect(run.errors.contains("no Swift compiler was found at '/nowhere/swiftc'"), "\(run.summary)")
        #expect(try output.names() == [])
    }

    @Test func `an interrupted build leaves nothing behind`() async throws {
        let compiler = try models.directory.write(
            "tools/swiftc",
            """
            #!/bin/sh
            case "$*" in -print-target-info) exec swiftc "$@" ;; esac
            exec sleep 600
            """
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: compiler)
        let run = try await run(
            "runner",
            ["build", models.path("greeter"), "-o", "\(output.path)/out"],
            environment: ["RUNNER_SWIFTC": compiler]
        ) { process in
            try await waitForProgram("sleep", startedBy: process)
            kill(process, SIGINT)
        }
        #expect(run.status == 130, "\(run.summary)")
        // There is nothing to wait for that a second signal could cut short.
        #expect(!run.errors.contains("again"), "\(run.summary)")
        #expect(try output.names() == [])
    }

    @Test func `two models of one directory's name are refused`() async throws {
        let others = try TestModels()
        try others.write("greeter", predict: #"Output(greeting: "other")"#)
        let run = try await build([models.path("greeter"), others.path("greeter")])
        #expect(run.status == 64)
        #expect(run.errors.contains("would both be 'vision/greeter' in the bundle"), "\(run.summary)")
    }

    @Test func `a bundle is not put into a model, and links are not followed`() async throws {
        let inside = try await run("runner", ["build", models.path("greeter"), "-o", "\(models.path("greeter"))/out"])
        #expect(inside.status == 73)
        #expect(inside.errors.contains("is inside the model"), "\(inside.summary)")
        let secret = try models.directory.write("private.txt", "mine")
        for target in ["/usr", secret, "Inference.swift", "nowhere"] {
            let link = models.path("greeter/data")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
            let linked = try await build()
            #expect(linked.status == 73)
            #expect(
                linked.errors.contains("greeter/data' cannot be part of a bundle: it is not a regular file"),
                "\(linked.summary)"
            )
            #expect(try output.names() == [])
            try FileManager.default.removeItem(atPath: link)
        }
    }
}
