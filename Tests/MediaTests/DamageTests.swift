import Media
import Testing

/// Generated files, cut and changed at every byte of their headers: an error or an answer, never a crash.
struct DamageTests {
    let media: GeneratedMedia

    init() throws {
        media = try GeneratedMedia.shared.get()
    }

    /// Files with headers of different shapes.
    private static let names =
        GeneratedMedia.pictures + [
            "pcm16.wav", "ima.wav", "large.wav", "sox-extensible.wav", "cbr.mp3", "vbr-bare.mp3", "mpeg25.mp3",
            "tagged.mp3",
            "vorbis.ogg", "opus.ogg", "plain.flac", "plain.m4a", "faststart.m4a", "fragmented.m4a", "plain.mp4",
            "faststart.mp4", "fragmented.mp4",
        ]

    /// The offsets of the headers and a little more: a movie's are at either end, an Ogg stream has its last page.
    private func offsets(_ name: String, _ count: Int) -> [Int] {
        let isMovie = name.hasSuffix(".mp4") || name.hasSuffix(".m4a")
        let start = 0..<min(count, isMovie ? 3000 : 800)
        return Array(start)
            + Array(max(start.upperBound, count - (isMovie ? 3000 : 300))..<max(start.upperBound, count))
    }

    /// Fails for an answer that no file can have.
    private func check(_ source: DamagedSource, _ name: String) -> MediaInfo? {
        do {
            let info = try MediaProbe.probe(source)
            #expect((info.width ?? 1) > 0 && (info.height ?? 1) > 0 && (info.duration ?? .zero) >= .zero)
            return info
        } catch {
            #expect(!error.what.isEmpty || error.code == .empty)
            return nil
        }
    }

    @Test(arguments: names)
    func `a file that is cut anywhere is an error or its own kind of file`(name: String) throws {
        let bytes = try media.bytes(name)
        let whole = try #require(check(DamagedSource(bytes), name))
        for count in offsets(name, bytes.count) {
            guard let info = check(DamagedSource(bytes, cutAt: count), name) else { continue }
            #expect(info.format == whole.format && info.width == whole.width && info.height == whole.height, "\(count)")
        }
    }

    @Test(arguments: names)
    func `a file with changed bytes is an error or an answer`(name: String) throws {
        let bytes = try media.bytes(name)
        let patches: [[UInt8]] = [[0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0, 0, 0, 1]]
        for (index, offset) in offsets(name, bytes.count).enumerated() where index % 3 != 0 {
            var source = DamagedSource(bytes)
            source.patchOffset = offset
            source.patch = index % 3 == 1 ? [bytes[offset] ^ 0x80] : patches[index / 3 % patches.count]
            _ = check(source, name)
        }
    }
}
