import Testing

@testable import Media

struct ContentTypeTests {
    @Test(
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
            (Array("RIFF....WAVEfmt ".utf8), "audio/wav"), (Array("RIFF....WEBPVP8 ".utf8), "image/webp"),
            (Array("RIFF....CDDA".utf8), "application/octet-stream"), (Array("OggS\0".utf8), "audio/ogg"),
            (Array("fLaC\0".utf8), "audio/flac"), (Array("ID3\u{3}".utf8), "audio/mpeg"),
            ([0xFF, 0xFB, 0x90], "audio/mpeg"),
            (Array("\0\0\0 ftypisom\0".utf8), "video/mp4"), (Array("\0\0\0 ftypM4A \0".utf8), "audio/mp4"),
            (Array("{\"a\": 1}".utf8), "application/json"), (Array("hello".utf8), "text/plain; charset=utf-8"),
            (Array("<!DOCTYPE html><script>".utf8), "text/plain; charset=utf-8"),
            (Array("<svg xmlns='x'>".utf8), "text/plain; charset=utf-8"), (Array("%PDF-1.7".utf8), "application/pdf"),
            ([], "application/octet-stream"), ([0x00, 0x01, 0x02], "application/octet-stream"),
            ([0xFF], "application/octet-stream"),
        ] as [([UInt8], String)]
    )
    func `a file is named by its first bytes, and nothing that a browser would run`(head: [UInt8], name: String) {
        #expect(ContentType.name(of: head) == name)
    }
}
