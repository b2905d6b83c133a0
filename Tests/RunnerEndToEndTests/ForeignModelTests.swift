import Glibc
import TestSupport
import Testing

/// Models that nobody here wrote, good and bad, dropped into a directory beside an already built runner.
struct ForeignModelTests {
    private let models: TestModels

    init() throws {
        models = try TestModels()
    }

    private func predict(
        _ body: String,
        secrets: [String] = [],
        hosts: [String] = [],
        declarations: String = "",
        environment: [String: String] = [:],
        arguments: [String] = []
    ) async throws -> ProgramRun {
        let path = try models.write(
            "foreign",
            predict: body,
            secrets: secrets,
            hosts: hosts,
            declarations: declarations
        )
        return try await run("runner", ["predict", path] + arguments, environment: environment)
    }

    @Test func `a dropped-in directory predicts at once`() async throws {
        let predict = { () async throws -> ProgramRun in
            try await self.predict(
                #"Output(greeting: "Hello, \(input.name)")"#,
                environment: ["RUNNER_CACHE": models.path("cache")],
                arguments: ["-i", "name=Grace"]
            )
        }
        let first = try await predict()
        #expect(first.status == 0, "\(first.summary)")
        #expect(first.output == "{\"greeting\":\"Hello, Grace\"}\n")
        #expect(first.errors == "compiling the model\n")
        let second = try await predict()
        #expect(second.output == first.output)
        #expect(second.errors == "")
    }

    @Test func `a call of fatalError fails the run with its message and its place`() async throws {
        let result = try await predict(#"fatalError("out of ideas")"#)
        #expect(result.status == 70)
        #expect(result.errors.contains("crashed: SIG"))
        #expect(result.errors.contains("a trap such as fatalError"))
        #expect(result.errors.contains("Inference.swift:12: Fatal error: out of ideas"), "\(result.summary)")
    }

    @Test func `an index out of range fails the run with the kind of trap`() async throws {
        let result = try await predict(
            #"let list = [1]; return Output(greeting: "\(list[input.name.count])")"#
        )
        #expect(result.status == 70)
        #expect(result.errors.contains("an index out of range"), "\(result.summary)")
    }

    @Test func `a segmentation fault fails the run with its name and what was printed before`() async throws {
        let result = try await predict(
            #"print("about to fall"); return Output(greeting: "\(UnsafePointer<Int>(bitPattern: 8)!.pointee)")"#
        )
        #expect(result.status == 70)
        #expect(result.errors.contains("crashed: SIGSEGV"))
        #expect(result.errors.contains("  | about to fall"), "\(result.summary)")
    }

    @Test func `a model that exits fails the run with its exit code`() async throws {
        let result = try await predict(#"print("bye"); exit(3)"#)
        #expect(result.status == 70)
        #expect(result.errors.contains("exited with code 3 before it returned a result"))
        #expect(result.errors.contains("  | bye"))
    }

    @Test func `a model that hangs is stopped after its time`() async throws {
        let result = try await predict(
            "while true { _ = getpid() }",
            arguments: ["--timeout", "300ms"]
        )
        #expect(result.status == 70)
        #expect(result.errors.contains("did not end within 0.3 s and was stopped"), "\(result.summary)")
    }

    @Test func `a flood on standard output neither reaches the result nor stops the run`() async throws {
        let result = try await predict(
            #"for number in 0..<200_000 { print("noise", number) }; return Output(greeting: "calm")"#
        )
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "{\"greeting\":\"calm\"}\n")
    }

    @Test func `an endless flood ends with the time of the run`() async throws {
        let result = try await predict(
            #"while true { print("noise") }"#,
            arguments: ["--timeout", "200ms", "--quiet"]
        )
        #expect(result.status == 70)
        #expect(result.errors.count < 20_000)
    }

    @Test func `the worker sees the declared secrets and nothing else of the user's`() async throws {
        let listing = """
            var names: [String] = []
            var pointer = environ
            while let entry = pointer.pointee { names.append(String(cString: entry)); pointer += 1 }
            names.removeAll { $0 == "TMPDIR=\\(context.scratchDirectory)" }
            return Output(greeting: names.sorted().joined(separator: " "))
            """
        let result = try await predict(
            listing,
            secrets: ["FOREIGN_TOKEN"],
            environment: ["FOREIGN_TOKEN": "abc", "OTHER_TOKEN": "xyz", "https_proxy": "http://u:p@127.0.0.1:9"],
            arguments: ["--yes"]
        )
        #expect(
            result.output == "{\"greeting\":\"FOREIGN_TOKEN=abc SWIFT_BACKTRACE=enable=no\"}\n",
            "\(result.summary)"
        )
    }

    @Test func `a model with an error of its own fails with it`() async throws {
        let result = try await predict(
            #"throw PredictionError(.invalidInput, "no such name", help: "try another")"#,
            arguments: ["--json"]
        )
        #expect(result.status == 65)
        let error = #"{"error":{"code":"invalid-input","help":"try another","message":"no such name"},"run":""#
        #expect(result.output.hasPrefix(error), "\(result.summary)")
        #expect(result.output.hasSuffix("\",\"status\":\"failed\"}\n"), "\(result.summary)")
    }

    @Test func `a missing secret is reported before anything is compiled`() async throws {
        let result = try await predict(#"Output(greeting: "")"#, secrets: ["FOREIGN_TOKEN"])
        #expect(result.status == 77)
        #expect(result.errors.contains("the secret FOREIGN_TOKEN is not set"))
        #expect(!result.errors.contains("compiling"))
    }

    @Test func `a model that does not compile is reported with the compiler's own lines`() async throws {
        let result = try await predict(#"Output(greetnig: "x")"#)
        #expect(result.status == 70)
        #expect(result.errors.contains("\(models.path("foreign"))/Inference.swift:12:"), "\(result.summary)")
        #expect(result.errors.contains("error: incorrect argument label in call"))
    }

    @Test func `the name of a source file cannot begin a line of the compiler's errors`() async throws {
        try models.write("foreign", predict: #"Output(greeting: "")"#)
        try models.directory.write("foreign/a\nerror: forged.swift", #"let number: Int = """#)
        let result = try await run("runner", ["predict", models.path("foreign")])
        #expect(result.status == 70)
        #expect(result.errors.contains(#"a\nerror: forged.swift"#), "\(result.summary)")
        #expect(!result.errors.contains("\nerror: forged"), "\(result.summary)")
    }

    @Test func `a model that writes to descriptors it does not own cannot forge messages`() async throws {
        let result = try await predict(
            #"for fd: Int32 in 3..<64 { _ = write(fd, "{\"ready\":{}}\n", 12) }; return Output(greeting: "ok")"#
        )
        #expect(result.status == 0, "\(result.summary)")
    }

    @Test func `a model starts no other programs`() async throws {
        let result = try await predict(
            """
            var pid = pid_t()
            let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
            guard posix_spawn(&pid, "/bin/sleep", nil, nil, arguments, nil) == 0 else { return Output(greeting: "") }
            return Output(greeting: "\\(pid)")
            """
        )
        #expect(result.status == 70)
        #expect(result.errors.contains("SIGSYS (the sandbox refused a system call"), "\(result.summary)")
        #expect(!result.errors.contains("the log shows the reason"), "there is no log: \(result.summary)")
    }

    @Test(arguments: [["list"], ["show", "foreign"]])
    func `a description cannot begin a line of what is printed`(_ command: [String]) async throws {
        try models.write("foreign", predict: #"Output(greeting: "")"#)
        let manifest = try models.directory.read("foreign/inf.yml").split(separator: "\n").map { line in
            line.hasPrefix("description:") ? #"description: "Greets.\nerror: forged line""# : String(line)
        }
        try models.directory.write("foreign/inf.yml", manifest.joined(separator: "\n") + "\n")
        let registry = ["--registry", models.directory.path]
        let result = try await run("runner", command + registry)
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output.contains(#"Greets.\nerror: forged line"#), "\(result.summary)")
        #expect(!result.output.contains("\nerror: forged"))
    }

    @Test func `an output that the manifest does not declare is reported before the model runs`() async throws {
        try models.write("foreign", predict: #"fatalError("it ran")"#)
        let manifest = try models.directory.read("foreign/inf.yml").replacing("greeting:", with: "welcome:")
        try models.directory.write("foreign/inf.yml", manifest)
        let result = try await run("runner", ["predict", models.path("foreign")])
        #expect(result.status == 70)
        #expect(
            result.errors.contains("error: 'welcome' is declared as string, but Inference.Output has no 'welcome'"),
            "\(result.summary)"
        )
        #expect(!result.errors.contains("it ran"))
    }

    @Test func `a dry run shows what any model sends, without its secrets`() async throws {
        let body = """
            let token = try setup.secret("FOREIGN_TOKEN").exposed
            let request = HTTPRequest("GET", "https://a.test/?key=\\(token)", headers: ["X-Api-Key": token])
            _ = try await setup.transport.send(request)
            return Output(greeting: "")
            """
        let result = try await predict(
            body,
            secrets: ["FOREIGN_TOKEN"],
            hosts: ["a.test"],
            environment: ["FOREIGN_TOKEN": "s3cret"],
            arguments: ["--dry-run"]
        )
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "GET https://a.test/?key=<redacted>\nX-Api-Key: <redacted>\n\n")
    }

    @Test(arguments: ["CancellationError()", "Lost()"])
    func `a paid step that throws leaves its outcome unknown`(_ thrown: String) async throws {
        let result = try await predict(
            #"try await context.step("buy", paid: true) { throw \#(thrown) }; return Output(greeting: "")"#,
            declarations: "struct Lost: Error {}",
            arguments: ["--yes"]
        )
        #expect(result.status == 76, "\(result.summary)")
        #expect(result.errors.contains("it may or may not have been accepted and charged"))
        #expect(!result.errors.contains("crashed"))
    }

    @Test func `a paid step that says it was refused is a plain failure`() async throws {
        let result = try await predict(
            #"try await context.step("buy", paid: true) { throw PredictionError(.invalidInput, "no") }; return Output(greeting: "")"#,
            arguments: ["--yes"]
        )
        #expect(result.status == 65, "\(result.summary)")
        #expect(result.errors == "error: no\n" || result.errors == "compiling the model\nerror: no\n")
    }
}
