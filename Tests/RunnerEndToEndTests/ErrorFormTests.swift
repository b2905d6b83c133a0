import ErrorReporting
import InferenceKit
import TestSupport
import Testing

/// Errors have one form, whatever command and whatever part of the program they come from.
struct ErrorFormTests {
    /// A command line that fails, for each command that has `--json`.
    private static let failures: [String: [String]] = [
        "add": ["add", "/nowhere"], "batch": ["batch", "/nowhere", "rows.csv"], "batches": ["batches", "--state", ""],
        "build": ["build", "/nowhere", "-o", "bundle"],
        "diff": ["diff", "HEAD", "--registry", "/nowhere"], "doctor": ["doctor", "--endpoint", "ftp://x"],
        "fleet": ["fleet", "--state", ""],
        "list": ["list", "--registry", "/nowhere"],
        "predict": ["predict", "/nowhere"], "runs cost": ["runs", "cost", "--state", ""],
        "runs list": ["runs", "list", "--state", ""], "runs resume": ["runs", "resume", "zzzz"],
        "runs show": ["runs", "show", "zzzz"], "runs wait": ["runs", "wait", "zzzz"],
        "show": ["show", "/nowhere"], "subjects": ["subjects", "/nowhere"], "test": ["test", "--registry", "/nowhere"],
        "tokens add": ["tokens", "add", "app", "--state", ""], "tokens list": ["tokens", "list", "--state", ""],
        "verify": ["verify", "--registry", "/nowhere"], "webhooks list": ["webhooks", "list", "--state", ""],
        "work": ["work", "--state", ""],
    ]

    /// The names of the commands that have `--json`.
    private func commandsWithJSON() async throws -> Set<String> {
        let dump = try JSONValue(parsing: Array(try await run("runner", ["--experimental-dump-help"]).output.utf8))
        func names(_ command: JSONValue, _ path: [String]) -> [String] {
            let options = command["arguments"]?.array ?? []
            let hasJSON = options.contains { option in
                option["names"]?.array?.contains { $0["name"]?.string == "json" } ?? false
            }
            return (hasJSON ? [path.joined(separator: " ")] : [])
                + (command["subcommands"]?.array ?? []).flatMap { names($0, path + [$0["commandName"]?.string ?? ""]) }
        }
        return Set(names(try #require(dump["command"]), []))
    }

    @Test func `every command with --json prints its error as JSON and as text`() async throws {
        #expect(try await commandsWithJSON() == Set(Self.failures.keys))
        let directory = try TestDirectory()
        for (name, arguments) in Self.failures {
            let result = try await run("runner", arguments + ["--json"], in: directory.path)
            let object = try JSONValue(parsing: Array(result.output.utf8))
            #expect(object["status"]?.string == "failed", "\(name): \(result.summary)")
            let message = try #require(object["error"]?["message"]?.string, "\(name): \(result.summary)")
            #expect(object["error"]?["code"]?.string?.isEmpty == false, "\(name)")
            #expect(result.errors.contains("error: \(message)"), "\(name): \(result.summary)")
            #expect(ExitStatus(rawValue: Int32(result.status)).map { $0 != .success } ?? false, "\(name)")
        }
    }

    @Test(arguments: [
        ("runner", "runner"), ("runner-server", "runner serve"), ("runner-emulator", "runner-emulator"),
    ]) func `every program refuses a wrong command line in the same form`(program: String, command: String) async throws
    {
        let result = try await run(program, ["--nonsense"])
        #expect(result.status == ExitStatus.usage.rawValue, "\(result.summary)")
        #expect(
            result.errors == "error: unknown option '--nonsense'\nhelp: see '\(command) --help'\n",
            "\(result.summary)"
        )
        #expect(result.output.isEmpty)
    }

    @Test func `the worker that is started by hand says who starts it`() async throws {
        let result = try await run("runner-worker", [])
        #expect(result.status == ExitStatus.usage.rawValue, "\(result.summary)")
    }

    @Test(arguments: [
        (["predict"], "error: missing expected argument '<model>'\nhelp: see 'runner predict --help'\n"),
        (
            ["subjects", "m", "--emulator", "--endpoint", "http://127.0.0.1:9"],
            "error: --emulator cannot be used with --endpoint or --staging\nhelp: omit them; the emulator is the service and takes the files\n"
                + "      see 'runner subjects --help'\n"
        ),
        (
            ["list", "--jsn"],
            "error: unknown option '--jsn'\nhelp: did you mean '--json'?\n      see 'runner list --help'\n"
        ),
        (
            ["verify", "--accept"],
            "error: --accept needs the name of a model\nhelp: list each model to accept\n      see 'runner verify --help'\n"
        ),
    ])
    func `errors of the argument parser have the form of all errors`(_ words: [String], _ text: String) async throws {
        let result = try await run("runner", words)
        #expect(result.errors == text)
        #expect(result.output == "")
        #expect(result.status == 64)
    }

    @Test func `an error of the argument parser is JSON with --json`() async throws {
        let result = try await run("runner", ["runs", "show", "--json"])
        let object = try JSONValue(parsing: Array(result.output.utf8))
        #expect(object["error"]?["code"]?.string == "usage")
        #expect(object["error"]?["message"]?.string == "missing expected argument '<run>'")
        #expect(result.status == 64)
    }

    @Test(arguments: [
        (["run", "m", "a=b c"], "did you mean: runner predict m 'a=b c'"),
        (["cost", "--by", "model"], "did you mean: runner runs cost --by model"),
        (["predct", "m"], "did you mean: runner predict m"),
        (["runs", "shw", "abc"], "did you mean: runner runs show abc"),
        (["runs", "delete", "abc"], "did you mean: runner runs rm abc"),
        (["models"], "did you mean: runner list"),
        (["resume", "last"], "did you mean: runner runs resume last"),
        (["resume"], "did you mean: runner runs resume --all"), (["status"], "did you mean: runner runs show last"),
        (["download", "last"], "did you mean: runner runs get last"),
        (["runs", "last"], "did you mean: runner runs show last"),
        (["runs", "pp6sae"], "did you mean: runner runs show pp6sae"),
        (["price", "m"], "did you mean: runner show m"),
        (["price", "m", "a=b"], "did you mean: runner predict m a=b --dry-run"),
        (["omnihuman-1-5", "a=b"], "did you mean: runner predict omnihuman-1-5 a=b"),
        (["start"], "did you mean: runner serve"), (["config"], "did you mean: runner doctor"),
        (["login"], "did you mean: runner doctor"), (["version"], "did you mean: runner --version"),
        (["-v"], "did you mean: runner --version"),
        (["predict", "--emulator", "--model", "m", "a=b"], "did you mean: runner predict m --emulator a=b"),
        (["predict", "-m", "m"], "did you mean: runner predict m"),
        (["predict", "--model=m", "a=b"], "did you mean: runner predict m a=b"),
        (["runs", "cost", "--today"], "did you mean: runner runs cost --since today"),
        (
            ["predict", "omnihuman-1-5", "--image", "a.jpg", "--audio=b.wav"],
            "write inputs as name=value: runner predict omnihuman-1-5 image=a.jpg audio=b.wav"
        ),
        (["predict", "omnihuman-1-5", "a.jpg", "b.wav"], "write image=a.jpg"),
        (["predict", "omnihuman-1-5", "image=a.jpg", "b.wav"], "write audio=b.wav"),
        (
            ["predict", "omnihuman-1-5", "image", "=", "a.jpg"],
            "write an input in one word, without blanks around '=': image=…"
        ),
        (
            ["predict", "omnihuman-1-5", "hello"],
            "write name=value; the inputs are image, audio, mask_index, prompt, seed, fast_mode, output_resolution"
        ),
    ])
    func `a word that is no command leads to the right one`(_ words: [String], _ help: String) async throws {
        let result = try await run("runner", words)
        #expect(result.errors.contains("help: \(help)\n"), "\(result.summary)")
        #expect(result.status == 64)
    }

    @Test func `a model can be validated by its name`() async throws {
        let result = try await run("runner", ["validate", "omnihuman-1-5"])
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.errors == "1 manifest checked, 0 errors, 0 warnings\n")
    }

    @Test func `an input that is written as an option leads to its form`() async throws {
        let models = try TestModels()
        try models.write("hello", predict: "Output(greeting: input.name)")
        let result = try await run("runner", ["predict", "hello", "--name", "Ada"], in: models.directory.path)
        #expect(
            result.errors.contains("help: write inputs as name=value: runner predict hello name=Ada\n"),
            "\(result.summary)"
        )
    }

    @Test(arguments: [
        ("picture=a.jpg", "did you mean 'image'? write image=a.jpg"),
        ("voice=a.wav", "did you mean 'audio'? write audio=a.wav"),
        ("imgae=a.jpg", "did you mean 'image'? write image=a.jpg"),
        ("text=Hello", "did you mean 'prompt'? write prompt=Hello"),
        ("speaker=1", "did you mean 'mask_index'? write mask_index=1"),
    ])
    func `another name of an input leads to the right one`(_ given: String, _ help: String) async throws {
        let result = try await run(
            "runner",
            ["predict", "\(Project.directory)/vision/omnihuman-1-5", "--emulator", given]
        )
        #expect(result.errors.contains("help: \(help)"), "\(result.summary)")
        #expect(result.status == 65)
    }

    @Test func `a part of a name leads to the models that have it`() async throws {
        let result = try await run("runner", ["show", "omnihuman"])
        #expect(result.status == 64)
        #expect(result.errors.contains("did you mean 'omnihuman-1-0' or "), "\(result.summary)")
        #expect(result.errors.contains("'omnihuman-1-5'?"), "\(result.summary)")
    }

    @Test func `a text can be read from a file`() async throws {
        let models = try TestModels()
        try models.write("hello", predict: "Output(greeting: input.name)")
        try models.directory.write("name.txt", "Ada\n")
        for (given, greeting) in [("name=@name.txt", "Ada"), ("name=@@ada", "@ada")] {
            let result = try await run("runner", ["predict", "hello", given], in: models.directory.path)
            #expect(result.output == "{\"greeting\":\"\(greeting)\"}\n", "\(result.summary)")
        }
        let missing = try await run("runner", ["predict", "hello", "name=@none.txt"], in: models.directory.path)
        #expect(missing.status == 65, "\(missing.summary)")
        #expect(missing.errors.contains("write '@@none.txt'"), "\(missing.summary)")
    }

    @Test func `the ending of another format is a warning before anything is sent`() async throws {
        let directory = try TestDirectory()
        let result = try await run(
            "runner",
            [
                "predict", "\(Project.directory)/vision/omnihuman-1-0-quick", "--emulator", "--dry-run", "-o", "v.mov",
                "image=\(Project.sample("astronaut.jpg"))", "audio=\(Project.shortSpeech)",
            ],
            in: directory.path
        )
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.errors.contains("use -o v.mp4"), "\(result.summary)")
    }

    /// Command lines that repeat a word in which a line of its own is hidden.
    @Test(arguments: [
        ["predict", "%"], ["show", "%"], ["list", "--registry", "%"], ["runs", "show", "%"], ["runs", "%"], ["%"],
        ["predict", "hello", "%=1"], ["predict", "hello", "name=x", "%"], ["predict", "hello", "name=x", "--%"],
        ["predict", "hello", "name=x", "--endpoint", "http://%"], ["predict", "hello", "name=x", "-o", "%/x"],
        ["predict", "hello", "--input-json", "%"], ["predict", "hello", "name=x", "--timeout", "%"],
        ["runs", "list", "--status", "%"], ["runs", "list", "--state", "/proc/%"], ["validate", "%"], ["add", "%"],
        ["add", "https://%"], ["new", "%"], ["build", "%", "-o", "%"], ["verify", "%"], ["test", "%"],
        ["doctor", "--endpoint", "%"],
    ])
    func `a word with an end of a line in it is not printed as a line`(_ words: [String]) async throws {
        let models = try TestModels()
        try models.write("hello", predict: "Output(greeting: input.name)")
        for json in [[], ["--json"]] {
            let result = try await run(
                "runner",
                words.map { $0.replacing("%", with: "x\n::error::forged\u{1B}[2J\u{9B}1m") } + json,
                in: models.directory.path
            )
            for text in [result.output, result.errors] {
                #expect(
                    !text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" },
                    "\(words): \(result.summary)"
                )
                let lines = text.split(whereSeparator: \.isNewline)
                #expect(!lines.contains { $0.drop { $0 == " " }.hasPrefix("::") }, "\(words): \(result.summary)")
            }
        }
    }

    @Test func `an input may follow the model without a flag`() async throws {
        let models = try TestModels()
        try models.write("hello", predict: "Output(greeting: input.name)")
        let result = try await run("runner", ["predict", "hello", "nane=Ada"], in: models.directory.path)
        #expect(result.errors.contains("'nane'") && result.errors.contains("name"), "\(result.summary)")
        #expect(result.status == 65)
    }
}
