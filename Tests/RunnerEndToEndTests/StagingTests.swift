import InferenceKit
import TestSupport
import Testing

/// What of staging needs no bucket; `Tests/StagingTests/s3` has one.
struct StagingTests {
    private let staging = "s3://bucket/in?endpoint=https://s3.example.com"
    private let keys = ["RUNNER_STAGING_ACCESS_KEY": "AKSTAGE", "RUNNER_STAGING_SECRET_KEY": "SKSTAGE"]

    private func model(_ inputs: String, uses: String, _ type: String) throws -> TestModels {
        let models = try TestModels()
        let path = try models.write("take", predict: "Output(greeting: \"\")")
        let manifest = try TestDirectory.text("\(path)/inf.yml")
        try models.directory.write(
            "take/inf.yml",
            manifest.replacing("    name: {type: string, default: Ada}", with: inputs)
        )
        let source = try TestDirectory.text("\(path)/Inference.swift")
        try models.directory.write(
            "take/Inference.swift",
            source.replacing("var name: String", with: "var thing: \(type)")
                .replacing("Output(greeting: \"\")", with: "Output(greeting: \(uses))")
        )
        return models
    }

    @Test func `a string that looks like a path stays a string`() async throws {
        let models = try model("    thing: {type: string}", uses: "input.thing", "String")
        let path = try models.directory.write("secret.txt", "do not read")
        let run = try await run(
            "runner",
            [
                "predict", models.path("take"), "--staging", staging, "--endpoint", "https://vision.example.com", "-i",
                "thing=\(path)",
            ]
        )
        #expect(run.status == 0, "\(run.summary)")
        #expect(run.line.contains(path))
        #expect(!run.summary.contains("do not read"))
    }

    @Test func `a file shows its upload in a dry run, without keys or signatures`() async throws {
        let models = try model("    thing: {type: file}", uses: "try await context.stage(input.thing)", "MediaFile")
        let path = try models.directory.write("thing.txt", "test")
        let run = try await run(
            "runner",
            [
                "predict", models.path("take"), "--staging", staging, "--endpoint", "https://vision.example.com",
                "--dry-run", "-i", "thing=\(path)",
            ],
            environment: keys
        )
        #expect(run.status == 0, "\(run.summary)")
        let name = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.txt"
        #expect(run.output.contains("PUT https://s3.example.com/bucket/in/\(name)"), "\(run.summary)")
        #expect(!run.summary.contains("AKSTAGE") && !run.summary.contains("SKSTAGE"))
    }

    @Test(arguments: [
        ("s3://", "has no bucket"), ("s3://AB", "not the name of a bucket"), ("s3://k:s@bucket", "user name"),
        ("s3://bucket?endpoint=ftp://a.example.com", "endpoint"),
        ("s3://bucket?endpoint=https://a.example.com/x", "host"),
        ("s3://bucket?path_style=1", "path_style"), ("s3://bucket?life=8d", "life"), ("s3://bucket?life=1s", "life"),
        ("s3://bucket?regoin=x", "regoin"), ("s3://bucket?region=a%2Fb", "region"), ("s3://bucket/%z", "percent"),
        ("s3://bucket/%00", "percent"), ("s3://bucket#x", "'#'"), ("s3://bucket?region=a&region=b", "twice"),
        ("s3://bucket?endpoint=http://a.example.com", "http"),
        ("s3://bucket?endpoint=http://127.0.0.1&path_style=false", "path_style"),
        ("", "empty"),
    ])
    func `a wrong address is reported precisely`(_ address: String, _ words: String) async throws {
        let run = try await run("runner", ["doctor"], environment: ["RUNNER_STAGING": address])
        #expect(run.status == 78, "\(run.summary)")
        #expect(run.errors.contains("RUNNER_STAGING") && run.errors.contains(words), "\(run.summary)")
        #expect(run.errors.contains("help:"))
    }

    @Test func `a local file without the keys for staging stops the run before anything is sent`() async throws {
        let run = try await run(
            "runner",
            [
                "predict", "\(Project.directory)/vision/omnihuman-1-5", "--staging", staging, "--endpoint",
                "https://vision.example.com", "--input", "image=\(Project.sample("astronaut.jpg"))",
                "audio=\(Project.sample("hello.wav"))",
            ],
            environment: ["BYTEPLUS_ACCESS_KEY": "a", "BYTEPLUS_SECRET_KEY": "b", "RUNNER_STAGING_ACCESS_KEY": "only"]
        )
        #expect(run.status == 77, "\(run.summary)")
        #expect(run.errors.contains("RUNNER_STAGING_SECRET_KEY"))
    }
}
