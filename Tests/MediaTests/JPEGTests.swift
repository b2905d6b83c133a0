import Media
import Testing

struct JPEGTests {
    /// A marker segment with its length.
    private func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
        [0xFF, marker] + .big(UInt16(body.count + 2)) + body
    }

    private func frame(_ width: UInt16, _ height: UInt16, marker: UInt8 = 0xC0, components: UInt8 = 3) -> [UInt8] {
        let table: [UInt8] = (0..<components).flatMap { component -> [UInt8] in [component + 1, 0x11, 0] }
        return segment(marker, [8] + .big(height) + .big(width) + [components] + table)
    }

    private var jfif: [UInt8] { segment(0xE0, .text("JFIF\0") + [1, 1, 0, 0, 1, 0, 1, 0, 0]) }
    private var quantization: [UInt8] { segment(0xDB, .zeros(65)) }

    /// An Exif segment with a whole small JPEG image inside.
    private var exif: [UInt8] {
        segment(0xE1, .text("Exif\0\0") + .zeros(20) + [0xFF, 0xD8] + frame(16, 12) + [0xFF, 0xD9])
    }

    @Test func `the order of JFIF and Exif does not matter, and a thumbnail is not the picture`() throws {
        for segments in [jfif + exif, exif + jfif, exif, jfif, exif + exif + quantization, quantization + exif] {
            let info = try probe([0xFF, 0xD8] + segments + frame(640, 480))
            #expect(info == MediaInfo(format: .jpeg, width: 640, height: 480))
        }
    }

    @Test(arguments: [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC9, 0xCA, 0xCF] as [UInt8])
    func `every kind of frame has a size`(marker: UInt8) throws {
        let huffman = segment(0xC4, .zeros(40))
        let info = try probe([0xFF, 0xD8] + huffman + frame(65_535, 1, marker: marker, components: 4))
        #expect(info == MediaInfo(format: .jpeg, width: 65_535, height: 1))
    }

    @Test func `fill bytes and a few stray bytes between segments are skipped`() throws {
        let fill = [UInt8](repeating: 0xFF, count: 300)
        #expect(try probe([0xFF, 0xD8] + jfif + fill + frame(5, 7)).width == 5)
        #expect(try probe([0xFF, 0xD8] + jfif + [0, 0, 0] + frame(5, 7)).height == 7)
        #expect(throws: MediaError(.malformed, "no JPEG marker where one must be, up to byte 65557")) {
            try probe([0xFF, 0xD8] + jfif + .zeros(70_000) + frame(5, 7))
        }
    }

    @Test func `a height that comes after the image is an error that says so`() {
        let expected =
            "its JPEG frame header leaves the height to a DNL marker after the image data; save the image again"
        #expect(throws: MediaError(.malformed, expected)) {
            try probe([0xFF, 0xD8] + jfif + frame(640, 0))
        }
        #expect(throws: MediaError(.malformed, "its JPEG frame header says that the image is 0 pixels wide")) {
            try probe([0xFF, 0xD8] + frame(0, 480))
        }
    }

    @Test func `markers where they cannot be are errors with their offset`() {
        #expect(throws: MediaError(.malformed, "a second JPEG image starts at byte 20, before the first one's size")) {
            try probe([0xFF, 0xD8] + jfif + [0xFF, 0xD8] + frame(5, 7))
        }
        #expect(throws: MediaError(.malformed, "its JPEG image ends at byte 20, before a frame header told the size")) {
            try probe([0xFF, 0xD8] + jfif + [0xFF, 0xD9])
        }
        #expect(
            throws: MediaError(
                .malformed,
                "its JPEG image has image data at byte 2, before a frame header told the size"
            )
        ) {
            try probe([0xFF, 0xD8] + segment(0xDA, .zeros(10)))
        }
        #expect(throws: MediaError(.malformed, "the JPEG segment at byte 4 has the impossible length 1")) {
            try probe([0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0, 0, 0])
        }
        #expect(throws: MediaError(.malformed, "the JPEG frame header at byte 4 does not add up")) {
            try probe([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 9, 0, 9, 1] + .zeros(9))
        }
        #expect(throws: MediaError(.unrecognized, "a JPEG-LS image")) {
            try probe([0xFF, 0xD8] + frame(5, 7, marker: 0xF7))
        }
    }

    @Test func `the number of segments is bounded`() {
        let comments = (0..<2100).flatMap { _ in segment(0xFE, []) }
        #expect(throws: MediaError(.malformed, "its JPEG image has more than 2000 segments before its frame header")) {
            try probe([0xFF, 0xD8] + comments + frame(5, 7))
        }
    }

    @Test func `a cut says where`() {
        let bytes = [0xFF, 0xD8] + jfif + frame(640, 480)
        let atFrame = "at byte 30, inside the frame header of a JPEG image"
        #expect(throws: MediaError(.truncated, atFrame)) { try probe(Array(bytes.prefix(30))) }
        let inSegment = "at byte 15, inside a JPEG segment, before the frame header told the size"
        #expect(throws: MediaError(.truncated, inSegment)) { try probe(Array(bytes.prefix(15))) }
        let atStart = "at byte 2, inside a JPEG image, before its frame header told the size"
        #expect(throws: MediaError(.truncated, atStart)) { try probe([0xFF, 0xD8]) }
    }

    @Test func `a large picture costs a read for each of its segments`() throws {
        let start =
            [0xFF, 0xD8] + exif + segment(0xE2, .zeros(60_000)) + segment(0xE2, .zeros(60_000)) + frame(4000, 3000)
        let source = CountingSource(VirtualSource(start: start, repetitions: 10_000_000_000))
        #expect(try MediaProbe.probe(source).width == 4000)
        #expect(source.reads <= 4)
    }
}
