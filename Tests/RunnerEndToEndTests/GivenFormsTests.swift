import Foundation
import InferenceKit
import TestSupport
import Testing

/// Inputs arrive in the forms in which people have them.
struct GivenFormsTests {
    private let models: TestModels
    private var directory: TestDirectory { models.directory }

    init() throws {
        models = try TestModels()
        try models.write("hello", predict: "Output(greeting: input.name)")
        try models.write("size", predict: "Output(greeting: String(input.image.sizeBytes ?? 0))")
        for (name, old, new) in [
            ("inf.yml", "name: {type: string, default: Ada}", "image: {type: image}"),
            ("Inference.swift", "var name: String", "var image: MediaFile"),
        ] {
            try models.directory.write(
                "size/\(name)",
                try models.directory.read("size/\(name)").replacing(old, with: new)
            )
        }
    }

    @Test func `a model without a service reads a local file itself, and nothing is uploaded`() async throws {
        // What the model's own read gives, not what the runner has found out.
        try models.directory.write(
            "read/Inference.swift",
            try models.directory.read("size/Inference.swift").replacing(
                "Output(greeting: String(input.image.sizeBytes ?? 0))",
                with: """
                    guard let file = fopen(input.image.path ?? "", "r") else { throw PredictionError(.modelFailed, "unreadable") }
                    defer { fclose(file) }
                    fseek(file, 0, SEEK_END)
                    return Output(greeting: String(ftell(file)))
                    """
            )
        )
        try models.directory.write(
            "read/inf.yml",
            try models.directory.read("size/inf.yml").replacing("size", with: "read")
        )
        let arguments = ["predict", "read", "-q", "image=\(Project.sample("astronaut.jpg"))"]
        // A place for other models' files has no say here, even one that cannot be used.
        for places in [[:], ["RUNNER_STAGING": "s3://bucket/runner"]] {
            let result = try await run("runner", arguments + ["--again"], environment: places, in: directory.path)
            #expect(result.output == "{\"greeting\":\"\(picture.count)\"}\n", "\(places): \(result.summary)")
        }
    }

    @Test func `a model of a service needs a place where the service can fetch local files`() async throws {
        let manifest = try models.directory.read("size/inf.yml").replacing("size", with: "sends")
        try models.directory.write("sends/inf.yml", manifest + "service: talk\n")
        try models.directory.write("sends/Inference.swift", try models.directory.read("size/Inference.swift"))
        let result = try await run(
            "runner",
            ["predict", "sends", "-q", "image=\(Project.sample("astronaut.jpg"))"],
            in: directory.path
        )
        #expect(result.status == 65)
        #expect(result.errors.contains("is a local file, which the service cannot fetch"), "\(result.summary)")
    }

    private func predict(_ model: String, _ arguments: [String], input: [UInt8] = []) async throws -> ProgramRun {
        try await run("runner", ["predict", model, "-q", "--emulator"] + arguments, in: directory.path, input: input)
    }

    private func predict(_ model: String, shell words: String) async throws -> ProgramRun {
        let command = "\(Project.products)/runner predict \(model) -q --emulator \(words)"
        return try await run("/bin/bash", ["-c", command], in: directory.path)
    }

    private let picture: [UInt8] =
        (try? Data(contentsOf: URL(filePath: Project.sample("astronaut.jpg")))).map(Array.init) ?? []

    @Test(arguments: [
        (#"{"name":"Ada"}"#, "Ada"), (#"{"input":{"name":"Bo"}}"#, "Bo"),
        (#"{"input":{"name":"Cy"},"webhook":"https://x","id":"4","version":"v"}"#, "Cy"),
    ])
    func `a JSON object is accepted as it is, from a file and from standard input`(json: String, name: String)
        async throws
    {
        let expected = "{\"greeting\":\"\(name)\"}\n"
        let file = try directory.write("in.json", json)
        #expect(try await predict("hello", ["--input-json", json]).output == expected)
        #expect(try await predict("hello", ["--input-json", file]).output == expected)
        #expect(try await predict("hello", ["--input-json", "-"], input: Array(json.utf8)).output == expected)
    }

    @Test func `a member that is no part of a request is not skipped`() async throws {
        let result = try await predict("hello", ["--input-json", #"{"input":{"name":"Ada"},"nmae":"Bo"}"#])
        #expect(result.status == 65)
        #expect(result.errors.contains("'nmae'"), "\(result.summary)")
    }

    @Test func `a data link is a file, and an empty or damaged one is refused`() async throws {
        let link = "data:image/jpeg;base64,\(Data(picture).base64EncodedString())"
        let file = try directory.write("in.json", #"{"image":"\#(link)"}"#)
        let result = try await predict("size", ["--input-json", file])
        #expect(result.output == "{\"greeting\":\"\(picture.count)\"}\n", "\(result.summary)")
        for link in ["data:,", "data:image/jpeg;base64,/9j/", "data:image/jpeg;base64,*"] {
            #expect(try await predict("size", ["image=\(link)"]).status == 65)
        }
        // A text that only looks like a link is a text.
        #expect(try await predict("hello", ["name=data:,hi"]).output == "{\"greeting\":\"data:,hi\"}\n")
    }

    @Test func `a name that is not UTF-8 leads to its file`() async throws {
        try directory.write("plain.jpg", picture)
        let made = try await run("/bin/bash", ["-c", #"mv plain.jpg $'caf\xe9.jpg'"#], in: directory.path)
        #expect(made.status == 0)
        let expected = "{\"greeting\":\"\(picture.count)\"}\n"
        for words in [#"image=$'caf\xe9.jpg'"#, #"-i image=$'@caf\xe9.jpg'"#, #"--input=image=$'./caf\xe9.jpg'"#] {
            let result = try await predict("size", shell: words)
            #expect(result.output == expected, "\(words): \(result.summary)")
        }
        let wrong = try await predict("size", shell: #"image=$'caf\xe8.jpg'"#)
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains(#"'caf\xE8.jpg' is not a readable file"#), "\(wrong.summary)")
    }

    @Test(arguments: [
        #"-o $'caf\xe9' name=x"#, #"name=$'caf\xe9'"#, #"--input-json $'caf\xe9'"#, #"--state=$'caf\xe9' name=x"#,
    ])
    func `any other word that is not UTF-8 is refused, not changed`(words: String) async throws {
        let result = try await predict("hello", shell: words)
        #expect(result.status == 64)
        #expect(result.errors.contains("is not UTF-8"), "\(result.summary)")
        #expect(result.errors.contains(#"caf\xE9"#), "\(result.summary)")
    }

    @Test func `the home directory of an option is not a directory named like its sign`() async throws {
        let home = try TestDirectory()
        let result = try await run(
            "runner",
            ["predict", "hello", "name=x", "--state=~/runs.sqlite", "-q"],
            environment: ["HOME": home.path],
            in: directory.path
        )
        #expect(result.status == 0, "\(result.summary)")
        #expect(try home.names().contains("runs.sqlite"))
        #expect(try directory.names().contains("~") == false)
    }
}
