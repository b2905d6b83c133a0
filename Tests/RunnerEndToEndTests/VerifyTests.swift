import Foundation
import InferenceKit
import TestSupport
import Testing

struct VerifyTests {
    private let scene: AddScene

    init() throws {
        scene = try AddScene()
    }

    private func prepare() async throws {
        #expect(try await scene.add(scene.sources.path("greeter")).status == 0)
    }

    @Test func `every kind of difference is named`() async throws {
        try scene.sources.directory.write("greeter/notes.md", "notes")
        try scene.sources.directory.write("greeter/data.txt", "data")
        try await prepare()
        try scene.sources.write("mine", predict: #"Output(greeting: "x")"#)
        try await scene.shell("cp -r mine \(scene.registry)/mine")
        #expect(
            try await scene.runner(["verify"]).output
                == "\(scene.registry)/greeter: ok\n\(scene.registry)/mine: unlocked\n"
        )
        let files = scene.registry + "/greeter"
        try scene.directory.write("registry/greeter/notes.md", "other")
        try scene.directory.write("registry/greeter/More.swift", "")
        try await scene.shell(
            "rm \(files)/data.txt; mv \(files)/inf.yml \(files)/../inf.yml; ln -s ../inf.yml \(files)/inf.yml"
        )
        let changed = try await scene.runner(["verify"])
        #expect(changed.status == 1)
        #expect(
            changed.output == """
                \(files): changed
                  More.swift: additional
                  data.txt: missing
                  inf.yml: changed
                  notes.md: changed
                \(scene.registry)/mine: unlocked

                """
        )
        let way = "help: restore it: runner add \(scene.sources.path("greeter")) --as greeter --replace"
        #expect(changed.errors.contains(way), "\(changed.summary)")
        #expect(changed.errors.contains("accept it: runner verify --accept \(files)\n"), "\(changed.summary)")
        // As a finding about the manifest it is one line, and so is its help.
        try await scene.shell("rm \(files)/inf.yml; mv \(files)/../inf.yml \(files)/inf.yml")
        let validated = try await scene.runner(["validate", "--compile", "--format", "json", files])
        #expect(
            validated.output.contains("runner.lock': More.swift: additional data.txt: missing"),
            "\(validated.summary)"
        )
        #expect(!validated.output.contains(#"\n"#), "\(validated.summary)")
        try await scene.shell("mv \(files)/inf.yml \(files)/../inf.yml; ln -s ../inf.yml \(files)/inf.yml")
        let json = try JSONValue(parsing: Array(try await scene.runner(["verify", "greeter", "--json"]).output.utf8))
        #expect(json["models"]?.array?.first?["status"] == "changed")
        #expect(json["models"]?.array?.first?["differences"]?.array?.last == ["file": "notes.md", "kind": "changed"])
        let link = try await scene.runner(["verify", "--accept", "greeter", "--yes"])
        #expect(link.status == 65 && link.errors.contains("inf.yml' is not a regular file"), "\(link.summary)")
    }

    @Test func `a change is accepted after it was shown, and the way back stays known`() async throws {
        try await prepare()
        try scene.directory.write("registry/greeter/notes.md", "mine")
        let lock = try scene.directory.read("registry/runner.lock")
        let asked = try await scene.runner(["verify", "--accept", "greeter"])
        #expect(
            asked.status == 64 && asked.errors.contains("greeter: changed\n  notes.md: additional\n"),
            "\(asked.summary)"
        )
        #expect(try scene.directory.read("registry/runner.lock") == lock)
        let no = try await scene.inTerminal(["verify", "--accept", "greeter"], typing: "n\n")
        #expect(no.status == 130 && no.output.contains("Accept it as shown? [y/N] "), "\(no.summary)")
        #expect(try scene.directory.read("registry/runner.lock") == lock)
        #expect(try await scene.inTerminal(["verify", "--accept", "greeter"], typing: "y\n").status == 0)
        #expect(try await scene.runner(["verify", "greeter"]).status == 0)
        let entry = try #require(try scene.locked?["greeter"])
        #expect(entry["source"]?.string == scene.sources.path("greeter") && entry["accepted"]?.string?.count == 10)
    }

    @Test func `a model of one's own can be pinned, and one that is gone forgotten`() async throws {
        try await scene.shell("cp -r greeter \(scene.registry)/mine")
        #expect(try await scene.runner(["verify", "--accept", "mine", "--yes"]).status == 0)
        #expect(try await scene.runner(["verify"]).output == "\(scene.registry)/mine: ok\n")
        try scene.directory.write("registry/mine/Inference.swift", "other")
        let refused = try await scene.runner(["predict", "mine"])
        #expect(refused.status == 65 && refused.errors.contains("help: restore it, or, if you trust the change"))
        try FileManager.default.removeItem(atPath: "\(scene.registry)/mine")
        #expect(try await scene.runner(["verify", "mine"]).output == "\(scene.registry)/mine: gone\n")
        #expect(try await scene.runner(["verify", "--accept", "mine", "--yes"]).status == 0)
        #expect(try scene.locked == .object([:]))
    }

    @Test(arguments: [
        ("{", "is damaged: it is not a JSON object with a version"),
        ("{\"version\": 2}", "has version 2; this program reads up to version 1"),
        ("{\"version\": 1}", "is damaged: a member is missing or has the wrong type"),
        (
            #"{"version": 1, "models": {"greeter": {"added": "2026-01-01", "hash": "sha256:0", "files": {"inf.yml": "00"}}}}"#,
            "is damaged: the hash of 'greeter' does not match its files"
        ),
    ])
    func `a lock that cannot be understood stops everything and is left as it is`(
        _ text: String,
        _ message: String
    ) async throws {
        try await prepare()
        try scene.sources.write("other", predict: #"Output(greeting: "x")"#)
        try scene.directory.write("registry/runner.lock", text)
        for arguments in [
            ["verify"], ["predict", "greeter"], ["add", scene.sources.path("other"), "--yes"],
            ["verify", "--accept", "greeter", "--yes"],
        ] {
            let result = try await scene.runner(arguments)
            #expect(result.status == 78 && result.errors.contains(message), "\(arguments)\n\(result.summary)")
        }
        #expect(try scene.directory.read("registry/runner.lock") == text)
        #expect(try scene.names == ["greeter", "runner.lock"])
    }

    @Test func `a changed model is refused however it is named`() async throws {
        try await prepare()
        try await scene.shell("ln -s \(scene.registry)/greeter \(scene.directory.path)/elsewhere")
        try scene.directory.write("registry/greeter/README.md", "changed")
        for name in [
            "greeter", "test/greeter", "registry/greeter", "registry/greeter/", "registry/../registry/greeter/.",
            "elsewhere",
        ] {
            let result = try await scene.runner(["predict", name])
            #expect(result.status == 65, "\(name)\n\(result.summary)")
            #expect(result.errors.contains("README.md: additional"), "\(name)\n\(result.summary)")
        }
        #expect(try await scene.runner(["predict", "greeter", "--json"]).output.contains(#""code":"model-changed""#))
        let restore = try #require(
            try await scene.runner(["predict", "greeter"]).errors.split(separator: "\n").first {
                $0.contains("restore it: ")
            }
        )
        let command = restore.drop { $0 != ":" }.dropFirst().drop { $0 != ":" }.dropFirst()
        let words = command.split(separator: " ").map(String.init).dropFirst()
        #expect(try await scene.runner(Array(words) + ["--yes"]).status == 0)
        #expect(try await scene.runner(["predict", "greeter"]).status == 0)
    }

    @Test func `a link to a pinned model stands as that model does, and is accepted in its lock`() async throws {
        try await prepare()
        let linked = scene.directory.path + "/linked"
        try await scene.shell("mkdir \(linked); ln -s ../registry/greeter \(linked)/bar")
        #expect(try await scene.runner(["verify", "--registry", linked]).output == "\(linked)/bar: ok\n")
        try scene.directory.write("registry/greeter/notes.md", "mine")
        let refused = try await scene.runner(["predict", "linked/bar"])
        #expect(refused.errors.contains("accept it: runner verify --accept linked/bar\n"), "\(refused.summary)")
        for arguments in [["verify", "--registry", linked], ["verify", "linked/bar"]] {
            let changed = try await scene.runner(arguments)
            #expect(changed.status == 1, "\(changed.summary)")
            #expect(changed.output.hasSuffix("linked/bar: changed\n  notes.md: additional\n"), "\(changed.summary)")
        }
        let accepted = try await scene.runner(["verify", "--accept", "linked/bar", "--yes"])
        #expect(accepted.status == 0, "\(accepted.summary)")
        #expect(try scene.directory.names(in: "linked") == ["bar"])
        #expect(try scene.locked?["greeter"]?["files"]?["notes.md"]?.string?.count == 64)
        #expect(try await scene.runner(["verify"]).output == "\(scene.registry)/greeter: ok\n")
        #expect(try await scene.runner(["predict", "linked/bar"]).status == 0)
    }

    @Test func `names that only look the same are two names`() async throws {
        // An é as one scalar, and as an e with an accent.
        try await scene.shell(#"cd greeter; printf one > "$(printf 'caf\303\251.txt')""#)
        try await prepare()
        let files = scene.registry + "/greeter"
        try await scene.shell(#"cd \#(files); printf two > "$(printf 'cafe\314\201.txt')""#)
        for arguments in [["verify"], ["verify", "--accept", "greeter", "--yes"], ["predict", "greeter"]] {
            let refused = try await scene.runner(arguments)
            #expect(refused.status == 78, "\(refused.summary)")
            #expect(refused.errors.contains("' has two files named 'caf"), "\(refused.summary)")
        }
        try await scene.shell(#"cd \#(files); mv "$(printf 'caf\303\251.txt')" "$(printf 'cafe\314\201.txt')""#)
        let renamed = try await scene.runner(["verify"])
        #expect(
            Array(renamed.output.utf8)
                == Array(
                    "\(files): changed\n  cafe\u{301}.txt: additional\n  caf\u{E9}.txt: missing\n".utf8
                ),
            "\(renamed.summary)"
        )
    }

    @Test func `what is compiled is what was compared, whatever happens meanwhile`() async throws {
        try await prepare()
        // A place that the sandbox of compilers lets them write to.
        let place = "\(scene.directory.path)/cache/models/clang-modules"
        try scene.directory.write("cache/models/clang-modules/.keep", "")
        for path in ["cache", "cache/models"] { chmod("\(scene.directory.path)/\(path)", 0o700) }
        for name in ["started", "go"] { mkfifo("\(place)/\(name)", 0o600) }
        // Open at both ends, so that neither waits for the other.
        let go = open("\(place)/go", O_RDWR | O_CLOEXEC)
        defer { close(go) }
        let compiler = try scene.directory.write(
            "swiftc",
            "#!/bin/sh\necho >\(place)/started\nread -r _ <\(place)/go\nexec swiftc \"$@\"\n"
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: compiler)
        let environment = ["RUNNER_SWIFTC": compiler, "RUNNER_CACHE": "\(scene.directory.path)/cache"]
        let first = try await scene.runner(["predict", "greeter"], environment: environment) { _ in
            try await readToEnd(of: "\(place)/started")
            try scene.directory.write("registry/greeter/Inference.swift", "broken")
            #expect(write(go, "\n", 1) == 1)
        }
        #expect(first.output == "{\"greeting\":\"Hello, Ada\"}\n", "\(first.summary)")
        #expect(try scene.directory.read("registry/greeter/Inference.swift") == "broken")
        #expect(try await scene.runner(["predict", "greeter"], environment: environment).status == 65)
    }

    @Test func `a paid run whose model has changed waits for the user's decision`() async throws {
        let model = "\(Project.directory)/vision/omnihuman-1-0-quick"
        #expect(try await scene.add(model, ["--as", "omnihuman-1-0-quick"]).status == 0)
        try await EmulatorRun.with { emulator in
            let begun = try await scene.runner(
                [
                    "predict", "omnihuman-1-0-quick", "--yes", "--no-wait", "-i",
                    "image=\(Project.sample("astronaut.jpg"))",
                    "audio=\(Project.sample("hello.mp3"))",
                ],
                environment: emulator.environment
            )
            #expect(begun.status == 0, "\(begun.summary)")
            let name = "registry/omnihuman-1-0-quick/Inference.swift"
            let original = try scene.directory.read(name)
            try scene.directory.write(name, original + "// changed\n")
            for command in ["resume", "cancel"] {
                let refused = try await scene.runner(["runs", command, begun.line], environment: emulator.environment)
                #expect(refused.status == 65, "\(refused.summary)")
                #expect(refused.errors.contains("Inference.swift: changed"), "\(refused.summary)")
                let way = "the run stays as it is: 'runner runs \(command) \(begun.line.suffix(6))"
                #expect(refused.errors.contains(way), "\(refused.summary)")
                #expect(refused.errors.contains("' works then"), "\(refused.summary)")
            }
            try scene.directory.write(name, original)
            let resumed = try await scene.runner(["runs", "resume", begun.line], environment: emulator.environment)
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(resumed.output.hasSuffix("omnihuman-1-0.mp4\n"))
            #expect(try await emulator.submits() == 1)
        }
    }

    @Test func `compiled code that was changed is reported, and not loaded`() async throws {
        try await prepare()
        let cache = ["RUNNER_CACHE": scene.directory.path + "/cache"]
        let predict = ["predict", "greeter", "--input", "name=Ada"]
        let first = try await scene.runner(predict, environment: cache)
        #expect(first.status == 0, "\(first.summary)")
        #expect(try await scene.runner(["verify"], environment: cache).status == 0)
        try await scene.shell("for f in $(find \(scene.directory.path)/cache -name model.so); do echo evil > $f; done")
        let changed = try await scene.runner(["verify"], environment: cache)
        #expect(
            changed.status == 1 && changed.output.hasPrefix("\(scene.registry)/greeter: changed\n  "),
            "\(changed.summary)"
        )
        #expect(changed.output.hasSuffix("/model.so: changed; it is not loaded\n"), "\(changed.summary)")
        #expect(!changed.errors.contains("restore it"), "\(changed.summary)")
        let json = try JSONValue(
            parsing: Array(try await scene.runner(["verify", "--json"], environment: cache).output.utf8)
        )
        #expect(json["models"]?.array?.first?["altered_code"]?.array?.count == 1)
        let second = try await scene.runner(predict, environment: cache)
        #expect(second.status == 0 && second.output == first.output, "\(second.summary)")
        #expect(try await scene.runner(["verify"], environment: cache).status == 0)
    }
}
