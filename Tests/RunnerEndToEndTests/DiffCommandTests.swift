import Foundation
import InferenceKit
import TestSupport
import Testing

/// `runner diff BASE`: what a reviewer has to know about a change of manifests.
struct DiffCommandTests {
    private static let manifest = """
        namespace: acme
        name: NAME
        description: Makes a video from a recording.
        category: video
        kernel: swift-6
        secrets:
            - {key: ACME_KEY, description: Key of the service.}
        hosts: [api.acme.example]
        resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
        inputs:
            audio: {type: audio, formats: [mp3, wav], duration: {max: 30s}}
            seed: {type: integer, required: false}
        outputs:
            video: {type: video, formats: [mp4]}
        pricing: {usd_per_output_second: 0.12, duration_from: audio}

        """

    private let scene: GitScene

    /// A repository in which a commit is followed by changes that are not committed.
    init() async throws {
        scene = try await GitScene()
        for name in ["same", "talk", "gone"] { try write(name) }
        try await scene.commit(at: 1_700_000_000)
        try write("talk") { text in
            text.replacing("0.12", with: "0.16").replacing("max: 30s", with: "max: 60s")
                .replacing("[mp3, wav]", with: "[mp3, wav, m4a]").replacing("ACME_KEY", with: "OTHER_KEY")
                .replacing("[api.acme.example]", with: "[api.acme.example, cdn.acme.example]")
        }
        // A change that concerns nobody who pays.
        try write("same") { $0.replacing("Makes a video", with: "Creates a video") }
        try FileManager.default.removeItem(atPath: "\(scene.directory.path)/vision/gone")
        try write("new") {
            $0.replacing("hosts: [api.acme.example]\n", with: "").replacing("secrets:\n", with: "").replacing(
                #/    - \{key.*\n/#,
                with: ""
            )
        }
    }

    private func write(_ name: String, _ change: (String) -> String = { $0 }) throws {
        try scene.directory.write("vision/\(name)/inf.yml", change(Self.manifest.replacing("NAME", with: name)))
    }

    private func diff(_ words: String..., in directory: String? = nil) async throws -> ProgramRun {
        try await run("runner", ["diff"] + words, in: directory ?? scene.directory.path)
    }

    @Test func `changes of price, limits, secrets and hosts are listed, and no others`() async throws {
        let result = try await diff("HEAD")
        #expect(result.status == 0, "\(result.summary)")
        let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(
            lines == [
                "vision/gone (acme/gone): removed",
                "vision/new (acme/new): new model",
                "price pricing.usd_per_output_second + $0.12",
                "price pricing.duration_from + audio",
                "limit inputs.audio + audio, required",
                "limit inputs.audio.formats + MP3, WAV",
                "limit inputs.audio.duration + at most 30s",
                "limit inputs.seed + integer, optional",
                "limit outputs.video + video",
                "limit outputs.video.formats + MP4",
                "vision/talk (acme/talk): 6 changes",
                "price pricing.usd_per_output_second $0.12 -> $0.16",
                "limit inputs.audio.formats MP3, WAV -> MP3, WAV, M4A",
                "limit inputs.audio.duration at most 30s -> at most 60s",
                "secret secrets.OTHER_KEY + required",
                "secret secrets.ACME_KEY - required",
                "host hosts.cdn.acme.example + allowed",
            ],
            "\(result.summary)"
        )
    }

    @Test func `the same for programs and for a review comment`() async throws {
        let json = try JSONValue(parsing: Array(try await diff("main", "--json").output.utf8))
        let models = try #require(json["models"]?.array)
        #expect(models.map { $0["status"] } == ["removed", "added", "changed"])
        #expect(
            models.last?["changes"]?.array?.first == [
                "kind": "price", "place": "pricing.usd_per_output_second", "before": "$0.12", "after": "$0.16",
            ]
        )
        let markdown = try await diff("HEAD", "--markdown")
        #expect(markdown.output.hasPrefix("<!-- runner diff -->\n### `vision/gone (acme/gone)`: removed\n"))
        #expect(
            markdown.output.contains("| price | `pricing.usd_per_output_second` | `$0.12` | `$0.16` |\n"),
            "\(markdown.summary)"
        )
        try await scene.commit(at: 1_700_000_100)
        let nothing = try await diff("HEAD")
        #expect(nothing.output.hasPrefix("price, limits, secrets and hosts of all models are the same as in "))
    }

    @Test func `a manifest's text cannot leave its cell`() async throws {
        try write("talk") { $0.replacing("type: integer", with: #"type: string, pattern: 'a|b` [x](y)'"#) }
        let markdown = try await diff("HEAD", "--markdown")
        #expect(
            markdown.output.contains(#"| limit | `inputs.seed.pattern` |  | `a\|b [x](y)` |"#),
            "\(markdown.summary)"
        )
    }

    @Test func `a manifest with errors is named`() async throws {
        try write("talk") { $0.replacing("name: talk", with: "name: [talk") }
        let result = try await diff("HEAD")
        #expect(result.status == 0, "\(result.summary)")
        let line = "vision/talk (acme/talk): its manifest has errors; see 'runner validate'\n"
        #expect(result.output.contains(line), "\(result.summary)")
    }

    @Test func `what cannot be compared is a usage error`() async throws {
        let unknown = try await diff("nowhere")
        #expect(unknown.status == 64, "\(unknown.summary)")
        #expect(unknown.errors.contains("there is no revision 'nowhere' in "), "\(unknown.summary)")
        #expect(unknown.errors.contains("fetch-depth: 0"), "\(unknown.summary)")
        #expect(try await diff("--output=x").status == 64)
        let outside = try TestDirectory()
        try outside.write("vision/a/inf.yml", Self.manifest)
        let none = try await diff("HEAD", in: outside.path)
        #expect(none.status == 64, "\(none.summary)")
        #expect(none.errors.contains("cannot be read as a Git repository"), "\(none.summary)")
    }
}
