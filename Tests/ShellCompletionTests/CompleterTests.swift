import ModelManifest
import Testing

@testable import ShellCompletion

struct CompleterTests {
    struct Case: CustomTestStringConvertible, Sendable {
        /// With `|` where the cursor is.
        let line: String
        let texts: [String]
        var paths: Completion.Paths?
        var testDescription: String { line }

        init(
            _ line: String,
            _ texts: [String],
            files prefix: String? = nil,
            _ endings: [String] = [],
            directories: String? = nil
        ) {
            self.line = line
            self.texts = texts
            paths = (prefix ?? directories).map {
                Completion.Paths(onlyDirectories: directories != nil, prefix: $0, fileExtensions: endings)
            }
        }
    }

    /// What names of pictures end in.
    private static let images = ["jpg", "jpeg", "jpe", "jfif", "png"]

    @Test(arguments: [
        Case("run |", ["predict", "runs", "validate", "help"]),
        Case("run pre|", ["predict"]),
        Case("run pre|dict talk", ["predict"]),
        Case("run x|", []),
        Case("run runs |", ["list", "resume"]),
        Case("run help |", ["predict", "runs", "validate", "help"]),
        Case("run help runs |", ["list", "resume"]),
        // Options
        Case("run predict --f|", ["--force"]),
        Case("run predict --force --f|", []),
        Case("run predict -|", ["-i", "--input", "-o", "--output", "--registry", "-f", "--force", "-h", "--help"]),
        Case("run predict talk |", ["--input", "--output", "--registry", "--force"]),
        Case("run predict -- --|", [], directories: ""),
        Case("run predict --unknown |", ["talk", "demo/tell"]),
        // Values of options
        Case("run validate --format |", ["text", "json", "junit"]),
        Case("run validate --format j|", ["json", "junit"]),
        Case("run validate --format=j|", ["--format=json", "--format=junit"]),
        Case("run validate --format json |", [], files: ""),
        Case("run validate --unknown=j|", []),
        Case("run predict -o |", [], files: ""),
        Case("run predict --output=vi|", [], files: "--output="),
        Case("run predict --registry |", [], directories: ""),
        Case("run predict -fo |", [], files: ""),
        // Models
        Case("run predict |", ["talk", "demo/tell"]),
        Case("run predict demo/|", ["demo/talk", "demo/tell"]),
        Case("run predict demo/ta|", ["demo/talk"]),
        Case("run predict vision/|", [], directories: ""),
        Case("run predict --registry other |", ["elsewhere"]),
        Case("run predict | --registry=other", ["elsewhere"]),
        // Inputs
        Case("run predict talk --input |", ["image=", "speed=", "style=", "loud=", "old="]),
        Case("run predict talk -i image=a.jpg |", ["speed=", "style=", "loud=", "old="]),
        Case("run predict talk -i image=a.jpg -i s|", ["speed=", "style="]),
        Case("run predict talk -i s| style=x", ["speed="]),
        Case("run predict --input s| --force talk", ["speed=", "style="]),
        Case("run predict -i speed=1 --force ta|", ["talk"]),
        Case("run predict talk -i image=|", [], files: "image=", images),
        Case("run predict talk -i image=@vi|", [], files: "image=@", images),
        Case("run predict talk --input=image=|", [], files: "--input=image=", images),
        Case("run predict talk -i loud=|", ["loud=true", "loud=false"]),
        Case("run predict talk -i loud=f|", ["loud=false"]),
        Case("run predict talk -i style=|", ["style=very loud", "style=a:b=c", "style=\"quoted\""]),
        Case("run predict talk -i speed=|", ["speed=1", "speed=0.5"]),
        Case("run predict talk -i unknown=|", []),
        Case("run predict unknown -i |", []),
        Case("run predict -i |", []),
        Case(
            "run predict talk -i image=a speed=1 style=x loud=true old=x |",
            ["--input", "--output", "--registry", "--force"]
        ),
        // Runs
        Case("run runs resume |", ["7fm4kd", "08gnte"]),
        Case("run runs resume 08gnte |", ["7fm4kd"]),
        Case("run runs resume --state other |", ["resume@other"]),
    ])
    func `the cursor decides what fits`(_ case: Case) async throws {
        let (words, cursor) = Self.words(`case`.line)
        let completion = await Completer(try CommandTree(dump: Self.dump), Source()).completion(
            of: words,
            cursor: cursor
        )
        #expect(completion.candidates.map(\.text) == `case`.texts)
        #expect(completion.paths == `case`.paths)
    }

    @Test func `candidates say what they mean`() async throws {
        let completer = Completer(try CommandTree(dump: Self.dump), Source())
        let inputs = await completer.completion(of: ["run", "predict", "talk", "-i", ""], cursor: 4)
        #expect(inputs.candidates.first?.description == "required: A face.")
        #expect(inputs.candidates.last?.description == "deprecated: use style")
        let values = await completer.completion(of: ["run", "predict", "talk", "-i", "speed="], cursor: 4)
        #expect(values.candidates.first?.description == "default")
        let commands = await completer.completion(of: ["run", "pre"], cursor: 1)
        #expect(commands.candidates == [Candidate("predict", "Does predict.")])
    }

    @Test func `any line gets an answer`() async throws {
        let completer = Completer(try CommandTree(dump: Self.dump), Source())
        let pieces = [
            "run", "predict", "runs", "talk", "--input", "--input=", "-", "--", "-i", "=", "image=", "", "-oi", "\t",
        ]
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    for cursor in -1...4 {
                        let completion = await completer.completion(of: [first, second, third], cursor: cursor)
                        #expect(completion.candidates.allSatisfy { !$0.text.isEmpty })
                    }
                }
            }
        }
    }

    private static func words(_ line: String) -> ([String], Int) {
        var words = line.split(separator: " ").map(String.init)
        let cursor = words.firstIndex { $0.contains("|") } ?? 0
        words[cursor] = String(words[cursor].prefix { $0 != "|" })
        return (words, cursor)
    }

    private struct Source: CompletionSource {
        func models(registry: [String]) -> [Candidate] {
            registry == ["other"]
                ? [Candidate("elsewhere")] : [Candidate("talk"), Candidate("demo/talk"), Candidate("demo/tell")]
        }

        func manifest(of model: String, registry: [String]) -> Manifest? {
            guard model == "talk" else { return nil }
            var manifest = Manifest(name: "talk")
            var old = InputDeclaration(name: "old", type: .string)
            old.deprecated = "use style"
            var speed = InputDeclaration(name: "speed", type: .number, isRequired: false)
            speed.defaultValue = .number(1)
            speed.examples = [.number(1), .number(0.5)]
            var style = InputDeclaration(name: "style", type: .string, isRequired: false)
            style.allowedValues = [
                .string("very loud"), .string("a:b=c"), .string("\"quoted\""), .string("two\nlines"),
            ]
            var image = InputDeclaration(name: "image", type: .image)
            image.description = "A face."
            manifest.inputs = [
                old, speed, style, InputDeclaration(name: "loud", type: .boolean, isRequired: false), image,
            ]
            return manifest
        }

        func runs(for command: [String], state: String?) async -> [Candidate] {
            if let state { return [Candidate("\(command.last ?? "")@\(state)")] }
            return [Candidate("7fm4kd"), Candidate("08gnte")]
        }
    }

    /// A program in the shape in which ArgumentParser writes it.
    private static let dump: String = {
        func option(_ long: String, short: String? = nil, value: String?, repeats: Bool = false, more: String = "")
            -> String
        {
            let names =
                (short.map { [#"{"kind": "short", "name": "\#($0)"}"#] } ?? []) + [
                    #"{"kind": "long", "name": "\#(long)"}"#
                ]
            let valueName = value.map { #""valueName": "\#($0)","# } ?? ""
            return #"""
                {"kind": "\#(value == nil ? "flag" : "option")", "shouldDisplay": true, "isRepeating": \#(repeats), \#(valueName)
                 "parsingStrategy": "\#(repeats && value == "name=value" ? "upToNextOption" : "default")",
                 "names": [\#(names.joined(separator: ","))]\#(more)}
                """#
        }
        func positional(_ value: String, repeats: Bool = false) -> String {
            #"{"kind": "positional", "shouldDisplay": true, "isRepeating": \#(repeats), "parsingStrategy": "default", "valueName": "\#(value)"}"#
        }
        func command(_ name: String, _ arguments: [String], _ subcommands: [String] = [], shown: Bool = true) -> String
        {
            #"""
            {"commandName": "\#(name)", "shouldDisplay": \#(shown), "abstract": "Does \#(name).",
             "arguments": [\#(arguments.joined(separator: ","))], "subcommands": [\#(subcommands.joined(separator: ","))]}
            """#
        }
        let predict = command(
            "predict",
            [
                positional("model"), option("input", short: "i", value: "name=value", repeats: true),
                option("output", short: "o", value: "path"), option("registry", value: "dir", repeats: true),
                option("force", short: "f", value: nil), option("help", short: "h", value: nil),
            ]
        )
        let runs = command(
            "runs",
            [],
            [
                command("list", []),
                command("resume", [positional("runs", repeats: true), option("state", value: "file")]),
            ]
        )
        let validate = command(
            "validate",
            [
                positional("paths", repeats: true),
                option("format", value: "format", more: #", "allValues": ["text", "json", "junit"]"#),
            ]
        )
        let help = command("help", [positional("subcommands", repeats: true)])
        let hidden = command("__complete", [], shown: false)
        return #"{"command": \#(command("run", [], [predict, runs, validate, help, hidden]))}"#
    }()
}
