import Media
import Testing

struct MediaErrorTests {
    @Test func `each code makes a sentence that says what to do`() {
        let cases: [(MediaError, String)] = [
            (MediaError(.empty, ""), "the file is empty"),
            (
                MediaError(.unrecognized, "a GIF image"),
                "the file is a GIF image; convert it to JPEG, PNG, WAV, MP3, M4A, Ogg (Vorbis or Opus), FLAC or MP4"
            ),
            (
                MediaError(.truncated, "at byte 9, inside an ID3 tag"),
                "the file is truncated at byte 9, inside an ID3 tag; copy or download it again"
            ),
            (MediaError(.malformed, "its box is odd"), "the file is damaged: its box is odd"),
            (MediaError(.unreadable, "'a' is a directory"), "the file cannot be read: 'a' is a directory"),
            (MediaError(MediaError.Code(rawValue: "later"), "news"), "later: news"),
        ]
        for (error, description) in cases {
            #expect(error.description == description)
        }
    }

    @Test func `no bytes at all are an error of their own`() {
        #expect(throws: MediaError(.empty, "")) { try probe([]) }
    }

    @Test func `formats have the names, kinds and types that others rely on`() {
        #expect(MediaFormat.allCases.map(\.rawValue) == ["jpeg", "png", "wav", "mp3", "m4a", "ogg", "flac", "mp4"])
        #expect(MediaFormat.allCases.map(\.kind) == [.image, .image, .audio, .audio, .audio, .audio, .audio, .video])
        let types = [
            "image/jpeg", "image/png", "audio/wav", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "video/mp4",
        ]
        #expect(MediaFormat.allCases.map(\.contentType) == types)
        #expect(MediaFormat.allCases.map(\.fileExtension) == ["jpg", "png", "wav", "mp3", "m4a", "ogg", "flac", "mp4"])
    }
}
