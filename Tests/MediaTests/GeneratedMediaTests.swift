import Foundation
import Media
import Testing

/// Files from three tools, measured by the module and by `ffprobe` and `identify`.
struct GeneratedMediaTests {
    let media: GeneratedMedia

    init() throws {
        media = try GeneratedMedia.shared.get()
    }

    @Test(arguments: GeneratedMedia.pictures)
    func `a picture is as large as identify says`(name: String) throws {
        let info = try MediaProbe.probe(path: media.path(name))
        #expect(info.format == (name.hasSuffix(".png") ? .png : .jpeg))
        #expect([info.width, info.height] == (try media.identify(name)))
        #expect(info.duration == nil)
        #expect(!info.hasVideo && !info.hasAudio)
    }

    @Test(arguments: GeneratedMedia.audio.filter { $0 != "sox-piped.wav" })
    func `sound is as long as what ffmpeg decodes`(name: String) throws {
        let info = try MediaProbe.probe(path: media.path(name))
        #expect(info.format.rawValue == name.split(separator: ".").last.map(String.init))
        #expect(info.hasAudio && !info.hasVideo)
        let samples = try Tool("ffmpeg").run(
            ["-v", "error", "-i", media.path(name), "-f", "s16le", "-ac", "1", "-ar", "48000", "-"],
            in: URL(filePath: "/tmp")
        )
        let seconds = Double(samples.count / 2) / 48_000
        let duration = try #require(info.duration)
        #expect(abs(duration / .seconds(1) - seconds) < 0.06, "\(duration) and \(seconds) s")
    }

    /// sox leaves a size of almost 2 GiB behind when it writes to a pipe, which ffprobe believes.
    @Test func `sound that sox wrote to a pipe is as long as what is there`() throws {
        #expect(try MediaProbe.probe(path: media.path("sox-piped.wav")).duration == .milliseconds(1300))
    }

    @Test(arguments: GeneratedMedia.movies)
    func `a movie is as ffprobe says`(name: String) throws {
        let info = try MediaProbe.probe(path: media.path(name))
        let expected = try media.ffprobe(name)
        #expect(info.format == .mp4)
        #expect(info.hasVideo)
        #expect(info.hasAudio == (name != "silent.mp4"))
        #expect(info.width == expected["streams.stream.0.width"].flatMap { Int($0) })
        #expect(info.height == expected["streams.stream.0.height"].flatMap { Int($0) })
        let rate = try #require(expected["streams.stream.0.avg_frame_rate"]).split(separator: "/").compactMap {
            Double($0)
        }
        #expect(abs((info.frameRate ?? 0) - rate[0] / rate[1]) < 0.01)
        let seconds = try #require(expected["format.duration"].flatMap(Double.init))
        let duration = try #require(info.duration)
        #expect(abs(duration / .seconds(1) - seconds) < 0.05, "\(duration) and \(seconds) s")
    }

    @Test(arguments: GeneratedMedia.others.keys.sorted())
    func `another format is named`(name: String) throws {
        let expected = try #require(GeneratedMedia.others[name])
        #expect(throws: MediaError(.unrecognized, expected)) {
            try MediaProbe.probe(path: media.path(name))
        }
    }

    /// The samples of silence that the header in an MP3 states, start and end together; `nil` without a header.
    private static func addedSamples(_ bytes: [UInt8]) -> UInt32? {
        let names: [[UInt8]] = [.text("Xing"), .text("Info")]
        guard let name = (0..<4000).first(where: { index in names.contains { bytes[index...].starts(with: $0) } })
        else { return nil }
        // Flags, frames, bytes, the table of contents and the quality; then the encoder's part.
        let fields = bytes[(name + 141)..<(name + 144)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return fields >> 12 + fields & 0xFFF
    }

    private func sampleRate(_ name: String) throws -> Double? {
        try media.ffprobe(name)["streams.stream.0.sample_rate"].flatMap(Double.init)
    }

    /// Without a header, ffprobe estimates from a bit rate, which is right only if that is constant.
    @Test(arguments: GeneratedMedia.audio.filter { $0.hasSuffix(".mp3") && !$0.hasPrefix("vbr-bare") })
    func `an MP3 is as long as ffprobe says, less the silence that its header states`(name: String) throws {
        let stated = try #require(try media.ffprobe(name)["format.duration"].flatMap(Double.init))
        let added = Double(Self.addedSamples(try media.bytes(name)) ?? 0) / (try #require(try sampleRate(name)))
        let measured = try #require(try MediaProbe.probe(path: media.path(name)).duration) / .seconds(1)
        #expect(measured + added > stated - 0.001, "\(measured), \(added) and \(stated) s")
        #expect(measured <= stated + 0.001, "\(measured) and \(stated) s")
    }

    /// Two or more files in one, as `cat` makes them.
    private func joined(_ names: String...) throws -> Duration? {
        try probe(try names.flatMap { try media.bytes($0) }).duration
    }

    @Test func `files that were joined play one after the other`() throws {
        for (first, second) in [
            ("cbr.mp3", "mpeg2.mp3"), ("vbr.mp3", "tagged.mp3"), ("tagged.mp3", "tagged.mp3"),
            ("cbr-bare.mp3", "mpeg25.mp3"), ("vorbis.ogg", "vorbis.ogg"), ("vorbis.ogg", "opus.ogg"),
            ("opus.ogg", "vorbis-mono.ogg"), ("plain.flac", "sox.flac"), ("plain.flac", "plain.flac"),
        ] {
            let parts = try [first, second].map { try MediaProbe.probe(path: media.path($0)).duration }
            let sum = try parts.reduce(Duration.zero) { $0 + (try #require($1)) }
            let together = try #require(try joined(first, second))
            // The header of a second MP3 is decoded as a frame, and so is the silence that its encoder added.
            let added = try Self.addedSamples(try media.bytes(second)).map { added in
                let rate = try #require(try sampleRate(second))
                return Double(added + (rate < 32_000 ? 576 : 1152)) / rate
            }
            let difference = (together - sum) / .seconds(1) - (added ?? 0)
            #expect(abs(difference) < 0.000_01, "\(first) and \(second): \(together) and \(sum)")
        }
    }

    @Test(arguments: [
        "baseline.jpg", "progressive.jpg", "cmyk.jpg", "plain.png", "interlaced.png", "palette.png", "plain.flac",
        "sox.flac", "faststart.m4a", "plain.m4a", "fragmented.m4a", "faststart.mp4", "plain.mp4", "alac.m4a",
    ])
    func `a part of a file is not accepted`(name: String) throws {
        let bytes = try media.bytes(name)
        for share in [0.25, 0.5, 0.75, 0.9, 0.99] {
            let part = Array(bytes.prefix(Int(Double(bytes.count) * share)))
            #expect(throws: MediaError.self, "\(share)") { try probe(part) }
        }
        #expect(throws: MediaError.self) { try probe(Array(bytes.dropLast(1))) }
    }

    @Test(arguments: ["cbr.mp3", "vbr.mp3", "vorbis.ogg", "opus.ogg", "pcm16.wav", "ima.wav"])
    func `a part of sound without a stated end is as long as the part`(name: String) throws {
        let bytes = try media.bytes(name)
        let whole = try #require(try probe(bytes).duration)
        let half = try #require(try probe(Array(bytes.prefix(bytes.count / 2))).duration)
        #expect(half > whole / 4 && half < whole * 0.75)
    }
}
