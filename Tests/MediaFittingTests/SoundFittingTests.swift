import Foundation
import Media
import MediaFitting
import TestSupport
import Testing

/// Recordings that an input refuses become ones that it accepts, as long as they were.
struct SoundFittingTests {
    private static let target = FitTarget(kind: .audio, formats: [.wav, .mp3, .m4a, .ogg, .flac])
    private let scene: FittingScene

    init() throws {
        scene = try FittingScene()
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var arguments: [String] = []
        var channels = 1
        var rate = 48_000
        var testDescription: String { name }
    }

    /// What ffmpeg can write, with the names of phones and programs that use it.
    private static let cases: [Case] = [
        Case(name: "voice-8k.aac", rate: 8_000),
        Case(name: "voice-16k.aac", rate: 16_000),
        Case(name: "voice-44k.aac", channels: 2, rate: 44_100),
        Case(name: "voice-48k.aac", channels: 2),
        Case(name: "browser-mono.webm", arguments: ["-c:a", "libopus"]),
        Case(name: "browser-stereo.webm", arguments: ["-c:a", "libopus"], channels: 2),
        Case(name: "vorbis.webm", arguments: ["-c:a", "libvorbis"], channels: 2, rate: 44_100),
        Case(name: "opus.mka", arguments: ["-c:a", "libopus"], channels: 2),
        Case(name: "flac.mka", arguments: ["-c:a", "flac"], rate: 44_100),
        Case(name: "pcm.mka", arguments: ["-c:a", "pcm_s24le"], channels: 2, rate: 96_000),
        Case(name: "plain.aiff", channels: 2, rate: 44_100),
        Case(name: "deep.aiff", arguments: ["-c:a", "pcm_s24be"], channels: 2, rate: 48_000),
        Case(name: "plain.au", rate: 8_000),
        Case(name: "mulaw.au", arguments: ["-c:a", "pcm_mulaw"], rate: 8_000),
        Case(name: "plain.caf", channels: 2, rate: 44_100),
        Case(name: "alac.caf", arguments: ["-c:a", "alac"], channels: 2, rate: 44_100),
        Case(name: "layer2.mp2", channels: 2),
        Case(name: "surround.ac3", arguments: ["-c:a", "ac3"], channels: 6),
        Case(name: "stereo.ac3", channels: 2, rate: 44_100),
        Case(name: "plain.wma", channels: 2, rate: 44_100),
        Case(name: "old.wma", arguments: ["-c:a", "wmav1"], rate: 22_050),
        Case(name: "plain.w64", channels: 2, rate: 44_100),
        Case(name: "plain.wv", arguments: ["-c:a", "wavpack"], channels: 2, rate: 44_100),
        Case(name: "speex.spx", arguments: ["-c:a", "libspeex", "-f", "ogg"], rate: 16_000),
        Case(name: "flac.oga", arguments: ["-c:a", "flac", "-f", "ogg"], channels: 2, rate: 44_100),
        Case(name: "sound.mov", arguments: ["-c:a", "aac"], channels: 2),
        Case(name: "pcm.mov", arguments: ["-c:a", "pcm_s16le"], channels: 2),
        Case(name: "sound.avi", arguments: ["-c:a", "libmp3lame"], channels: 2, rate: 44_100),
        Case(name: "sound.ts", arguments: ["-c:a", "aac"], channels: 2),
        Case(name: "layer3.ts", arguments: ["-c:a", "libmp3lame"], channels: 2),
        Case(name: "sound.flv", arguments: ["-c:a", "aac"], channels: 2, rate: 44_100),
        Case(name: "nellymoser.flv", arguments: ["-c:a", "nellymoser"], rate: 22_050),
        Case(name: "sound.mpg", arguments: ["-c:a", "mp2", "-f", "mpeg"], channels: 2),
        Case(name: "surround.webm", arguments: ["-c:a", "libopus", "-ac", "6"], channels: 6),
    ]

    @Test(arguments: cases) func `sound of another format keeps its length, rate and channels`(
        _ file: Case
    ) async throws {
        try await scene.ffmpeg(
            "-f",
            "lavfi",
            "-i",
            "sine=330:d=2.5:sample_rate=\(file.rate)",
            "-ac",
            String(file.channels),
            "tone.wav"
        )
        try await scene.make("ffmpeg", ["-v", "error", "-y", "-i", "tone.wav"] + file.arguments + [file.name])
        try await check(file.name, channels: file.channels, rate: file.rate)
    }

    @Test(arguments: ["note.amr-nb", "rifx.wav"]) func `a voice note of a telephone is converted`(
        _ name: String
    ) async throws {
        let rate = name == "rifx.wav" ? 16_000 : 8_000
        try await scene.ffmpeg("-f", "lavfi", "-i", "sine=330:d=2.5:sample_rate=\(rate)", "tone.wav")
        try await scene.make("sox", ["tone.wav"] + (name == "rifx.wav" ? ["-B"] : []) + [name])
        try await check(name, channels: 1, rate: rate)
    }

    @Test(arguments: ["film.mp4", "film.webm", "film.mov", "film.mkv", "film.avi"])
    func `the sound of a video is taken`(
        _ name: String
    ) async throws {
        try await scene.ffmpeg(
            "-f",
            "lavfi",
            "-i",
            "testsrc=d=2.5:s=64x48",
            "-f",
            "lavfi",
            "-i",
            "sine=330:d=2.5:sample_rate=48000",
            name
        )
        let fitted = try await check(name, channels: 1, rate: 48_000)
        #expect(fitted.changes.contains(.soundOnly))
    }

    @Test func `only what was asked for is trimmed, to the sample`() async throws {
        try await scene.ffmpeg("-f", "lavfi", "-i", "sine=330:d=5:sample_rate=8000", "long.wav")
        let trim = try #require(TrimRange("1:3.25"))
        let fitted = try await scene.fit("long.wav", to: Self.target, trim: trim)
        #expect(try MediaProbe.probe(path: fitted.path).duration == .milliseconds(2_250))
        #expect(fitted.changes.contains(.trimmed(trim)))
        let late = try #require(TrimRange("6:"))
        await #expect(throws: FitError.self) { try await scene.fit("long.wav", to: Self.target, trim: late) }
    }

    @Test func `sound that is too large is compressed, and keeps its length`() async throws {
        try await scene.ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=30:r=48000:a=0.5", "-ac", "2", "large.wav")
        for (formats, limit) in [([MediaFormat.wav, .mp3], 800_000), ([.wav], 1_000_000), ([.m4a], 500_000)] {
            let target = FitTarget(kind: .audio, formats: formats, maximumBytes: Int64(limit))
            let fitted = try await scene.fit("large.wav", to: target)
            let info = try MediaProbe.probe(path: fitted.path)
            #expect(try scene.size(of: fitted.path) <= limit, "\(fitted.summary)")
            #expect(info.duration ?? .zero >= .seconds(29.95), "\(fitted.summary)")
        }
    }

    @Test func `a recording that was cut is refused rather than shortened`() async throws {
        try await scene.ffmpeg("-f", "lavfi", "-i", "sine=330:d=5", "-c:a", "flac", "whole.mka")
        var bytes = try scene.read("whole.mka")
        for index in bytes.count / 2..<bytes.count * 3 / 4 { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        try scene.directory.write("damaged.mka", bytes)
        await #expect(throws: FitError.self) { try await scene.fit("damaged.mka", to: Self.target) }
    }

    @discardableResult
    private func check(_ name: String, channels: Int, rate: Int) async throws -> FittedFile {
        let fitted = try await scene.fit(name, to: Self.target)
        let info = try MediaProbe.probe(path: fitted.path)
        let bytes = Int64(try scene.size(of: fitted.path))
        #expect(Self.target.accepts(info, bytes: bytes), "\(name): \(fitted.summary)")
        let seconds = (info.duration ?? .zero) / .seconds(1)
        // The encoder of WMA drops what does not fill a frame.
        #expect(
            seconds > (name.hasSuffix(".wma") ? 2.4 : 2.49) && seconds < 2.75,
            "\(name): \(seconds) s; \(fitted.summary)"
        )
        let format = try await run(
            "/usr/bin/ffprobe",
            ["-v", "error", "-show_entries", "stream=channels,sample_rate", "-of", "csv=p=0", fitted.path]
        )
        #expect(format.output == "\(rate),\(channels)\n", "\(name): \(fitted.summary)")
        return fitted
    }
}
