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
    func `sound is as long as ffprobe says`(name: String) throws {
        let info = try MediaProbe.probe(path: media.path(name))
        #expect(info.format.rawValue == name.split(separator: ".").last.map(String.init))
        #expect(info.hasAudio && !info.hasVideo)
        let seconds = try #require(try media.ffprobe(name)["format.duration"].flatMap(Double.init))
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
}
