import Foundation
import InferenceKit
import TestSupport
import Testing

/// What `runner validate` writes in each format, word for word.
///
/// `RECORD_SNAPSHOTS=1` writes `Snapshots/`, and fails that run.
struct ValidateFormatTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
        try directory.write("models/clean/inf.yml", ValidManifest.text(name: "clean"))
        try directory.write(
            "models/twice/inf.yml",
            ValidManifest.text(name: "twice") + "\"kernel\": 日本 # \u{1F469}\u{200D}\u{1F467}\n"
        )
        try directory.write(
            "models/100%/warned/inf.yml",
            ValidManifest.text(name: "warned").replacing("prompt: {", with: "prompt: {default: a, required: true, ")
        )
        try directory.write("models/broken/inf.yml", "name: broken\n  title: <&>\n\tkernel: swift-6\n")
    }

    private func validate(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramRun {
        try await run("runner", ["validate"] + arguments, environment: environment, in: directory.path)
    }

    private func expect(_ text: String, equals name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/validate.\(name)")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(file.lastPathComponent)")
        }
        #expect(text == (try TestDirectory.text(file.path)))
    }

    @Test(arguments: ["text", "json", "github", "junit"])
    func `the findings are written word for word`(_ format: String) async throws {
        let result = try await validate("models", "nowhere", "--format", format)
        try expect(result.output, equals: format)
        #expect(result.errors == "4 manifests checked, 3 errors, 1 warning\n")
        #expect(result.status == 1)
    }

    @Test func `SARIF has a run with rules and results`() async throws {
        let result = try await validate("models", "nowhere", "--format", "sarif")
        // The rules and their numbers change with every new rule.
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("{\"id\":") }
            .map { $0.replacing(/"ruleIndex":\d+,/, with: "") }
        try expect(lines.joined(separator: "\n"), equals: "sarif")

        let log = try JSONValue(parsing: Array(result.output.utf8))
        #expect(log["version"]?.string == "2.1.0")
        let run = try #require(log["runs"]?.array?.first)
        #expect(run["columnKind"]?.string == "unicodeCodePoints")
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        #expect(Set(rules.compactMap { $0["id"]?.string }).count == rules.count && rules.count > 30)
        for rule in rules {
            #expect(rule["shortDescription"]?["text"]?.string?.isEmpty == false)
            #expect(rule["help"]?["text"]?.string?.isEmpty == false)
            #expect(["error", "warning"].contains(rule["defaultConfiguration"]?["level"]?.string))
        }
        let results = try #require(run["results"]?.array)
        #expect(results.count == 4)
        for result in results {
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[index]["id"] == result["ruleId"])
            #expect(result["message"]?["text"]?.string?.isEmpty == false)
            let place = result["locations"]?.array?.first?["physicalLocation"]
            let uri = try #require(place?["artifactLocation"]?["uri"]?.string)
            #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !uri.hasPrefix("/"))
        }
    }

    @Test(arguments: ["json", "sarif", "junit", "github", "text"])
    func `without findings the machine formats are whole, too`(_ format: String) async throws {
        let result = try await validate("models/clean", "--format", format)
        #expect(result.status == 0)
        #expect(result.errors == "1 manifest checked, 0 errors, 0 warnings\n")
        switch format {
        case "json":
            #expect(try JSONValue(parsing: Array(result.output.utf8))["findings"]?.array == [])
        case "sarif":
            let runs = try JSONValue(parsing: Array(result.output.utf8))["runs"]?.array
            #expect(runs?.first?["results"]?.array == [])
        case "junit":
            #expect(result.output.contains(#"name="models/clean/inf.yml" file="models/clean/inf.yml"/>"#))
        default: #expect(result.output == "")
        }
    }

    @Test func `a parser accepts the JUnit text`() async throws {
        let text = try await validate("models", "nowhere", "--format", "junit").output
        let script = """
            import sys, xml.etree.ElementTree as tree
            suite = tree.fromstring(sys.stdin.buffer.read()).find("testsuite")
            cases = suite.findall("testcase")
            print(suite.get("tests"), suite.get("failures"), len(cases), len(suite.findall("testcase/failure")))
            """
        let result = try await run("/usr/bin/env", ["python3", "-c", script], input: Array(text.utf8))
        #expect(result.line == "5 3 5 3", "\(result.summary)")
    }

    @Test func `an annotation's path starts at the checked-out repository`() async throws {
        let result = try await run(
            "runner",
            ["validate", "--format", "github"],
            environment: ["GITHUB_WORKSPACE": directory.path, "RUNNER_REGISTRY": "."],
            in: "\(directory.path)/models"
        )
        #expect(result.output.contains("::error file=models/twice/inf.yml,line="))
        #expect(result.output.contains("file=models/100%25/warned/inf.yml,"))
    }

    // MARK: - Colour

    @Test func `colour is written on demand, and not to a file`() async throws {
        #expect(try await validate("models").output.contains("\u{1B}") == false)
        #expect(try await validate("models", "--color", "always").output.contains("\u{1B}[1;31merror:\u{1B}[0m"))
    }

    @Test(
        arguments: [
            ([:], "auto", true), (["NO_COLOR": "1"], "auto", false), (["NO_COLOR": ""], "auto", true),
            (["TERM": "dumb"], "auto", false), (["NO_COLOR": "1"], "always", true), ([:], "never", false),
        ] as [([String: String], String, Bool)]
    )
    func `colour on a terminal is what the environment wants`(
        _ environment: [String: String],
        _ choice: String,
        _ isColored: Bool
    ) async throws {
        let command = "'\(Project.products)/runner' validate models/broken --color \(choice)"
        let result = try await run(
            "/usr/bin/script",
            ["-qec", command, "/dev/null"],
            environment: ["TERM": "xterm"].merging(environment) { $1 },
            in: directory.path
        )
        #expect(result.output.contains("yaml-syntax") || result.output.contains("[tab]"), "\(result.summary)")
        #expect(result.output.contains("\u{1B}[") == isColored)
    }
}

/// A manifest that nothing is wrong with.
enum ValidManifest {
    static func text(name: String) -> String {
        """
        namespace: acme
        name: \(name)
        title: A model
        description: Makes a video from a text.
        category: video
        kernel: swift-6

        resources:
            gpu: {count: 0, vram: 0, type: none}
            ram: 1

        inputs:
            prompt: {type: string, description: What the video shows.}

        outputs:
            video: {type: video, description: The video., formats: [mp4]}

        """
    }
}
