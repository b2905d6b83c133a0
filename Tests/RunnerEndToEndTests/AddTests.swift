import InferenceKit
import TestSupport
import Testing

struct AddTests {
    private let scene: AddScene

    init() throws {
        scene = try AddScene()
    }

    private var greeter: String { scene.sources.path("greeter") }

    @Test func `a model from a directory is added, pinned, and predicts`() async throws {
        try scene.sources.directory.write("greeter/.git/config", "secret")
        try scene.sources.directory.write("greeter/examples/one.json", "{}")
        let added = try await scene.add(greeter)
        #expect(added.status == 0, "\(added.summary)")
        #expect(added.output == "\(scene.registry)/greeter\n")
        #expect(try scene.names == ["greeter", "runner.lock"])
        #expect(try scene.directory.names(in: "registry/greeter") == ["Inference.swift", "examples", "inf.yml"])
        #expect(try scene.locked?["greeter"]?["source"]?.string == greeter)
        let files = try #require(try scene.locked?["greeter"]?["files"])
        #expect(files["examples/one.json"]?.string?.count == 64 && files[".git/config"] == nil)
        let predicted = try await scene.runner(["predict", "greeter", "-i", "name=Grace"])
        #expect(predicted.output == "{\"greeting\":\"Hello, Grace\"}\n", "\(predicted.summary)")
    }

    @Test func `the hash is what the documented command line gives`() async throws {
        try scene.sources.directory.write("greeter/Z.txt", "z")
        try scene.sources.directory.write("greeter/a/ü b.txt", "u")
        #expect(try await scene.add(greeter).status == 0)
        let counted = try await scene.shell(
            "cd \(scene.registry)/greeter; find . -type f -not -path '*/.*' -printf '%P\\0' | LC_ALL=C sort -z "
                + "| xargs -0 sha256sum | sha256sum"
        )
        #expect(try scene.locked?["greeter"]?["hash"]?.string == "sha256:\(counted.output.prefix(64))")
    }

    @Test func `what a model asks for is shown before anything is added`() async throws {
        try scene.sources.write(
            "greeter",
            predict: #"Output(greeting: "Hello")"#,
            secrets: ["GREETER_KEY", "GREETER_OTHER"],
            declarations: #"@_silgen_name("system") func sys(_ text: UnsafePointer<CChar>) -> Int32"#
        )
        let asked = try await scene.runner(["add", greeter], environment: ["GREETER_KEY": "geheim"])
        #expect(asked.status == 64, "\(asked.summary)")
        for text in [
            "test/greeter\nGreets.\n", "inputs   name: string, optional", "price    not declared",
            "secrets  GREETER_KEY (set: the model will get it): A secret of the test.",
            "GREETER_OTHER (not set): A secret of the test.", "imports  Glibc, InferenceKit",
            "look at  Inference.swift:1 imports Glibc: files, programs, the network",
            "Inference.swift:15 uses @_silgen_name", "files    2 files, 15 lines of Swift", "hash     sha256:",
            "It runs in a sandbox: it sees its inputs",
            "error: there is no terminal to ask on: nothing was added\nhelp: run the command in a terminal, or agree with --yes",
        ] { #expect(asked.errors.contains(text), "\(text)\n\(asked.errors)") }
        #expect(!asked.summary.contains("geheim"))
        #expect(try scene.names == [])
    }

    @Test(arguments: [("y\n", Int32(0)), ("yes\n", 0), ("n\n", 130), ("\n", 130), ("\u{3}", 130), ("\u{4}", 130)])
    func `only a yes on a terminal adds a model`(_ answer: String, _ status: Int32) async throws {
        let asked = try await scene.inTerminal(["add", greeter], typing: answer)
        #expect(asked.status == status, "\(asked.summary)")
        #expect(asked.output.contains("Add it? [y/N] "))
        #expect(try scene.names == (status == 0 ? ["greeter", "runner.lock"] : []))
    }

    @Test func `a name that is taken is refused with the way out`() async throws {
        #expect(try await scene.add(greeter).status == 0)
        let same = try await scene.add(greeter)
        #expect(same.status == 64)
        #expect(
            same.errors.contains("there is already a model in '\(scene.registry)/greeter'\nhelp: choose another name")
        )
        let twice = try await scene.add(greeter, ["--as", "other"])
        #expect(twice.status == 64)
        #expect(twice.errors.contains("the model 'test/greeter' is already in '\(scene.registry)/greeter'"))
        try scene.sources.write("greeter-x", predict: #"Output(greeting: "x")"#)
        #expect(try await scene.add(scene.sources.path("greeter-x")).status == 0)
        try scene.sources.write("greeter_x", predict: #"Output(greeting: "x")"#)
        let module = try await scene.add(scene.sources.path("greeter_x"))
        #expect(module.status == 64)
        #expect(module.errors.contains("'greeter-x' and 'greeter_x' would have the same Swift module name"))
        for name in ["../out", ".hidden", "-x", "a/b", "a b"] {
            let odd = try await scene.add(greeter, ["--as=\(name)"])
            #expect(
                odd.status == 64 && odd.errors.contains("cannot be the name of a model's directory"),
                "\(odd.summary)"
            )
        }
        #expect(try scene.names == ["greeter", "greeter-x", "runner.lock"])
    }

    @Test func `a replacement shows its differences and takes the old model's place`() async throws {
        #expect(try await scene.add(greeter).status == 0)
        try scene.directory.write("registry/greeter/mine.txt", "mine")
        try scene.sources.write("greeter", predict: #"Output(greeting: "Bye, \(input.name)")"#)
        try scene.sources.directory.write("greeter/notes.md", "new\u{1B}[2J")
        let asked = try await scene.runner(["add", greeter, "--replace"])
        #expect(asked.status == 64)
        for text in [
            "changed file: Inference.swift\n--- Inference.swift\n+++ Inference.swift\n",
            #"-        Output(greeting: "Hello, \(input.name)")"#, #"+        Output(greeting: "Bye, \(input.name)")"#,
            "removed file: mine.txt", "new file: notes.md",
        ] { #expect(asked.errors.contains(text), "\(text)\n\(asked.errors)") }
        #expect(try scene.directory.names(in: "registry/greeter").contains("mine.txt"))
        let replaced = try await scene.add(greeter, ["--replace"])
        #expect(replaced.status == 0, "\(replaced.summary)")
        #expect(try scene.directory.names(in: "registry/greeter") == ["Inference.swift", "inf.yml", "notes.md"])
        #expect(try scene.names == ["greeter", "runner.lock"])
        #expect(try await scene.runner(["verify"]).status == 0)
    }

    @Test func `what a model says of itself cannot push its code out of sight`() async throws {
        let text = try scene.sources.directory.read("greeter/inf.yml")
        let long = String(repeating: "x", count: 5_000)
        let variables = (1...500).map { "    V\($0): 'a'\n" }.joined()
        try scene.sources.directory.write(
            "greeter/inf.yml",
            text.replacing("description: Greets.", with: "description: \(long)") + "env:\n\(variables)"
        )
        let asked = try await scene.runner(["add", greeter])
        #expect(asked.status == 64, "\(asked.summary)")
        #expect(asked.errors.split(separator: "\n").allSatisfy { $0.count < 400 })
        #expect(asked.errors.split(separator: "\n").count < 60)
        #expect(asked.errors.contains("and 470 more"))
    }

    @Test func `a manifest with errors is refused with its findings`() async throws {
        try scene.sources.directory.write("greeter/inf.yml", "name: greeter\nkernl: swift-6\n")
        let result = try await scene.add(greeter)
        #expect(result.status == 65)
        #expect(result.errors.contains("greeter/inf.yml:2:1: error: unknown key 'kernl'"), "\(result.summary)")
        #expect(try scene.names == [])
    }

    @Test(arguments: [
        ("nothing-here", "does not exist"), ("ext::sh -c touch% owned", "specifies a Git remote helper"),
        ("-upload-pack=x", ""), ("ftp://example.com/a.tar", "has a scheme that is not allowed"),
        ("http://example.com/a.tar", "'http' links are not accepted"),
        ("https://10.0.0.1/a.tar", "cannot be used"),
        ("https://user:geheim@example.com/a.git", "user name or password"),
        ("ssh://-oProxyCommand=x/a.git", "has no valid host"), ("git@-oProxyCommand=x:a.git", "has no valid host"),
        ("https://example.com/a.git#--upload-pack=x", "is not a branch, tag or commit"),
        ("https://example.com/a.git#a..b", "is not a branch, tag or commit"),
        ("/dev/null", "neither a directory nor a file"),
    ])
    func `a source that cannot be used is refused before anything is fetched`(
        _ source: String,
        _ message: String
    ) async throws {
        let result = try await scene.add(source)
        #expect(result.status == 64, "\(result.summary)")
        #expect(result.errors.contains(message), "\(result.summary)")
        #expect(!result.summary.contains("geheim"))
        #expect(try scene.names == [] && !scene.directory.names().contains("owned"))
    }
}
