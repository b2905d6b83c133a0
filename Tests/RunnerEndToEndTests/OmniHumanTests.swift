import Foundation
import InferenceKit
import TestSupport
import Testing

/// The main job, from outside: built programs, a real emulator, real files.
struct OmniHumanTests {
    private let directory: TestDirectory
    private let image = "image=\(Project.sample("astronaut-and-cat.jpg"))"
    private let speech = "audio=\(Project.sample("hello.wav"))"
    private static let model = "\(Project.directory)/vision/omnihuman-1-5"
    private static let quickModel = "\(Project.directory)/vision/omnihuman-1-0-quick"

    init() throws {
        directory = try TestDirectory()
    }

    private func predict(
        _ model: String = model,
        _ arguments: [String] = [],
        _ emulator: EmulatorRun? = nil,
        speech: String = "audio=\(Project.shortSpeech)"
    ) async throws -> ProgramRun {
        let service = [emulator == nil ? "--emulator" : "--yes"]
        return try await run(
            "runner",
            ["predict", model] + service + ["--input", image, speech] + arguments,
            environment: emulator?.environment ?? ["RUNNER_POLL_INTERVAL": "0.05"],
            in: directory.path
        )
    }

    @Test func `the README's command ends with the path of a real video`() async throws {
        let result = try await predict(Self.model, ["mask_index=1"], speech: speech)
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "omnihuman-1-5.mp4\n")
        #expect(result.errors.contains("price: $0.69 for 5.71 s (not charged by the emulator)\n"))
        let video = try await probe("\(directory.path)/omnihuman-1-5.mp4")
        #expect(video.codecs == ["aac", "h264"])
        #expect(video.frameRate == "30/1")
        #expect(abs(video.seconds - 5.71) <= 0.1)
        #expect(try directory.names() == ["omnihuman-1-5.mp4"])
    }

    @Test func `the sound of the video is the speech that was given`() async throws {
        let result = try await predict(Self.quickModel, ["-o", "out.mp4"], speech: speech)
        #expect(result.status == 0, "\(result.summary)")
        // The loudness of both follows the same course; AAC changes the samples, but not this.
        let given = try await loudness(Project.sample("hello.wav"))
        let heard = try await loudness("\(directory.path)/out.mp4")
        let count = min(given.count, heard.count)
        #expect(count > 50)
        let difference = zip(given, heard).map { abs($0 - $1) }.reduce(0, +) / Double(count)
        #expect(difference < 0.02, "mean difference \(difference)")
    }

    @Test func `1-0 sends its two fields and nothing else`() async throws {
        try await EmulatorRun.with { emulator in
            let result = try await predict(
                "bytedance/omnihuman-1-0",
                ["--registry", "\(Project.directory)/vision"],
                emulator
            )
            #expect(result.status == 0, "\(result.summary)")
            let fields = try #require(try await emulator.lastFields())
            #expect(fields["req_key"] == "realman_avatar_picture_omni_cv")
            #expect(names(fields) == ["audio_url", "image_url", "req_key"])
            #expect(try await emulator.submits() == 1)
        }
    }

    @Test func `1-5 sends optional fields only when they are given`() async throws {
        try await EmulatorRun.with { emulator in
            #expect(try await predict(Self.model, [], emulator).status == 0)
            #expect(
                names(try #require(try await emulator.lastFields())) == [
                    "audio_url", "image_url", "mask_url", "req_key",
                ]
            )
            let result = try await predict(
                Self.model,
                ["prompt=smile", "seed=7", "fast_mode=true", "output_resolution=720"],
                emulator
            )
            #expect(result.status == 0, "\(result.summary)")
            let all = try #require(try await emulator.lastFields())
            #expect(all["prompt"] == "smile")
            #expect(all["seed"] == 7)
            #expect(all["pe_fast_mode"] == true)
            #expect(all["output_resolution"] == 720)
            #expect(try directory.names() == ["omnihuman-1-5-2.mp4", "omnihuman-1-5.mp4"])
        }
    }

    @Test func `a mask beyond the subjects is an error that counts them, before anything is paid`() async throws {
        try await EmulatorRun.with { emulator in
            let result = try await predict(Self.model, ["mask_index=7"], emulator)
            #expect(result.status == 65)
            #expect(result.errors.contains("mask_index is 7, but only 2 subjects were found"), "\(result.summary)")
            #expect(try await emulator.submits() == 0)
            #expect(try directory.names() == [])
        }
    }

    @Test func `loopback links are accepted when the service is on this machine`() async throws {
        try await EmulatorRun.with { emulator in
            let image = try await emulator.upload(Project.sample("astronaut.jpg"))
            let audio = try await emulator.upload(Project.sample("hello.mp3"))
            let result = try await run(
                "runner",
                ["predict", Self.model, "--yes", "-i", "image=\(image)", "-i", "audio=\(audio)", "--json"],
                environment: emulator.environment,
                in: directory.path
            )
            #expect(result.status == 0, "\(result.summary)")
            #expect(result.errors.contains("warning: input 'image': the link was not checked"))
            #expect(result.errors.contains("price: unknown, since the length of 'audio' is unknown"))
            let json = try JSONValue(parsing: Array(result.output.utf8))
            #expect(json["status"] == "succeeded")
            #expect(json["output"]?["video"]?["frame_rate"] == .int(30))
            #expect(json["task_id"]?.string == (try await emulator.lastTask()))
            // Charged by the length of the video that was made.
            #expect(json["output"]?["video"]?["seconds"] == .double(5.707))
            // The emulator was named as an endpoint, so the price is the service's.
            #expect(json["price_usd"] == .double(0.6848))
        }
    }

    @Test func `a picture comes on standard input, and everything from JSON`() async throws {
        let picture = [UInt8](try Data(contentsOf: URL(filePath: Project.sample("astronaut.jpg"))))
        let piped = try await run(
            "runner",
            [
                "predict", Self.quickModel, "--emulator", "-i", "image=-", "audio=@\(Project.shortSpeech)",
                "--quiet",
            ],
            environment: ["RUNNER_POLL_INTERVAL": "0.05"],
            in: directory.path,
            input: picture
        )
        #expect(piped.status == 0, "\(piped.summary)")
        #expect(piped.errors == "")
        let json = #"{"image": "\#(Project.sample("astronaut.jpg"))", "audio": "\#(Project.shortSpeech)"}"#
        let result = try await run(
            "runner",
            ["predict", Self.quickModel, "--emulator", "--input-json", "-", "-o", directory.path],
            environment: ["RUNNER_POLL_INTERVAL": "0.05"],
            in: directory.path,
            input: Array(json.utf8)
        )
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "\(directory.path)/omnihuman-1-0-2.mp4\n")
    }

    @Test func `two predictions with one name do not disturb each other`() async throws {
        try await EmulatorRun.with { emulator in
            async let first = predict(Self.quickModel, ["--again"], emulator)
            async let second = predict(Self.quickModel, ["--again"], emulator)
            let results = try await [first, second]
            #expect(results.map(\.status) == [0, 0], "\(results.map(\.summary))")
            #expect(try directory.names() == ["omnihuman-1-0-2.mp4", "omnihuman-1-0.mp4"])
            #expect(Set(results.map(\.output)) == ["omnihuman-1-0.mp4\n", "omnihuman-1-0-2.mp4\n"])
        }
    }

    private func names(_ fields: JSONValue) -> [String] {
        if case .object(let members) = fields { members.keys.sorted() } else { [] }
    }

    private struct Video: Sendable {
        var codecs: [String]
        var frameRate: String?
        var seconds: Double
    }

    private func probe(_ path: String) async throws -> Video {
        let result = try await run(
            "/usr/bin/ffprobe",
            ["-v", "error", "-show_entries", "stream=codec_name,r_frame_rate:format=duration", "-of", "json", path]
        )
        let json = try JSONValue(parsing: Array(result.output.utf8))
        let streams = json["streams"]?.array ?? []
        return Video(
            codecs: streams.compactMap { $0["codec_name"]?.string }.sorted(),
            frameRate: streams.first { $0["codec_name"] == "h264" }?["r_frame_rate"]?.string,
            seconds: Double(json["format"]?["duration"]?.string ?? "") ?? 0
        )
    }

    /// The mean amplitude of each tenth of a second, from 0 to 1.
    private func loudness(_ path: String) async throws -> [Double] {
        let raw = "\(directory.path)/\(path.split(separator: "/").last ?? "").raw"
        _ = try await run("/usr/bin/ffmpeg", ["-v", "error", "-i", path, "-ac", "1", "-ar", "8000", "-f", "u8", raw])
        let samples = [UInt8](try Data(contentsOf: URL(filePath: raw)))
        return stride(from: 0, to: samples.count - 800, by: 800).map { start in
            Double(samples[start..<start + 800].reduce(0) { $0 + abs(Int($1) - 128) }) / 800 / 128
        }
    }
}
