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

    /// A scan with escaped and restart markers in its data, and the end of the image.
    private var scan: [UInt8] {
        segment(0xDA, .zeros(10)) + [1, 0xFF, 0, 2, 0xFF, 0xD0, 3, 0xFF, 0xFF, 0xD1, 4]
    }
    private var image: [UInt8] { scan + [0xFF, 0xD9] }

    private var jfif: [UInt8] { segment(0xE0, .text("JFIF\0") + [1, 1, 0, 0, 1, 0, 1, 0, 0]) }
    private var quantization: [UInt8] { segment(0xDB, .zeros(65)) }

    /// An Exif segment with a whole small JPEG image inside.
    private var exif: [UInt8] {
        segment(0xE1, .text("Exif\0\0") + .zeros(20) + [0xFF, 0xD8] + frame(16, 12) + [0xFF, 0xD9])
    }

    @Test func `the order of JFIF and Exif does not matter, and a thumbnail is not the picture`() throws {
        for segments in [jfif + exif, exif + jfif, exif, jfif, exif + exif + quantization, quantization + exif] {
            let info = try probe([0xFF, 0xD8] + segments + frame(640, 480) + image)
            #expect(info == MediaInfo(format: .jpeg, width: 640, height: 480))
        }
    }

    @Test(arguments: [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC9, 0xCA, 0xCF] as [UInt8])
    func `every kind of frame has a size`(marker: UInt8) throws {
        let huffman = segment(0xC4, .zeros(40))
        let info = try probe([0xFF, 0xD8] + huffman + frame(65_535, 1, marker: marker) + image)
        #expect(info == MediaInfo(format: .jpeg, width: 65_535, height: 1))
    }

    @Test func `fill bytes and a few stray bytes between segments are skipped`() throws {
        let fill = [UInt8](repeating: 0xFF, count: 300)
        #expect(try probe([0xFF, 0xD8] + jfif + fill + frame(5, 7) + image).width == 5)
        #expect(try probe([0xFF, 0xD8] + jfif + [0, 0, 0] + frame(5, 7) + image).height == 7)
        #expect(throws: MediaError(.malformed, "no JPEG marker where one is expected, up to byte 65557")) {
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
        #expect(throws: MediaError(.malformed, "its JPEG image ends at byte 20, before a frame header with the size")) {
            try probe([0xFF, 0xD8] + jfif + [0xFF, 0xD9])
        }
        #expect(
            throws: MediaError(
                .malformed,
                "its JPEG image has image data at byte 2, before a frame header with the size"
            )
        ) {
            try probe([0xFF, 0xD8] + segment(0xDA, .zeros(10)))
        }
        #expect(throws: MediaError(.malformed, "the JPEG segment at byte 4 has the invalid length 1")) {
            try probe([0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0, 0, 0])
        }
        #expect(throws: MediaError(.malformed, "the JPEG frame header at byte 4 is invalid")) {
            try probe([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 9, 0, 9, 1] + .zeros(9))
        }
        #expect(throws: MediaError(.unrecognized, "a JPEG-LS image")) {
            try probe([0xFF, 0xD8] + frame(5, 7, marker: 0xF7))
        }
    }

    @Test func `the number of segments is bounded`() {
        let comments = (0..<4100).flatMap { _ in segment(0xFE, []) }
        #expect(throws: MediaError(.malformed, "its JPEG image has more than 4000 segments")) {
            try probe([0xFF, 0xD8] + comments + frame(5, 7))
        }
    }

    @Test func `a cut says where`() {
        let bytes = [0xFF, 0xD8] + jfif + frame(640, 480)
        let atFrame = "at byte 30, inside the frame header of a JPEG image"
        #expect(throws: MediaError(.truncated, atFrame)) { try probe(Array(bytes.prefix(30))) }
        let inSegment = "at byte 15, inside a JPEG segment, before the frame header with the size"
        #expect(throws: MediaError(.truncated, inSegment)) { try probe(Array(bytes.prefix(15))) }
        let atStart = "at byte 2, inside a JPEG image, before its frame header with the size"
        #expect(throws: MediaError(.truncated, atStart)) { try probe([0xFF, 0xD8]) }
    }

    @Test func `an image that ends before its last marker is cut short`() throws {
        let bytes = [0xFF, 0xD8] + jfif + frame(640, 480) + scan
        let inData = "at byte \(bytes.count), inside the image data of a JPEG image"
        #expect(throws: MediaError(.truncated, inData)) { try probe(bytes) }
        // Half a marker is one more byte of a file that is cut.
        let inMarker = "at byte \(bytes.count + 1), inside the image data of a JPEG image"
        #expect(throws: MediaError(.truncated, inMarker)) { try probe(bytes + [0xFF]) }
        #expect(try probe(bytes + [0xFF, 0xD9] + .zeros(100_000)).width == 640)
        // A further scan, as in progressive images.
        #expect(try probe(bytes + segment(0xC4, .zeros(40)) + image).width == 640)
        #expect(throws: MediaError.self) { try probe(bytes + segment(0xC4, .zeros(40)) + scan) }
        #expect(throws: MediaError(.malformed, "its JPEG image ends at byte 39 without image data")) {
            try probe([0xFF, 0xD8] + jfif + frame(640, 480) + [0xFF, 0xD9])
        }
    }

    @Test(arguments: [true, false])
    func `the orientation is read from EXIF data, and CMYK from the frame`(isLittle: Bool) throws {
        func number(_ value: UInt32, _ count: Int) -> [UInt8] {
            let bytes = Array([UInt8].big(value).suffix(count))
            return isLittle ? bytes.reversed() : bytes
        }
        let header: [UInt8] = isLittle ? [0x49, 0x49, 0x2A, 0] : [0x4D, 0x4D, 0, 0x2A]
        func exif(_ orientation: UInt32) -> [UInt8] {
            let entry = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + .zeros(2)
            let other = number(0x010F, 2) + .zeros(10)
            return segment(0xE1, .text("Exif\0\0") + header + number(8, 4) + number(2, 2) + other + entry + .zeros(4))
        }
        for orientation in [1, 6, 8] {
            let info = try probe([0xFF, 0xD8] + exif(UInt32(orientation)) + frame(640, 480) + image)
            #expect(info.orientation == orientation && !info.isCMYK)
        }
        #expect(try probe([0xFF, 0xD8] + exif(9) + frame(640, 480, components: 4) + image).orientation == nil)
        #expect(try probe([0xFF, 0xD8] + frame(640, 480, components: 4) + image).isCMYK)
    }

    @Test func `a picture without an end is found at the end of the file`() throws {
        let start = [0xFF, 0xD8] + exif + frame(4000, 3000) + segment(0xDA, .zeros(10))
        let source = CountingSource(VirtualSource(start: start, repetitions: 1_000_000))
        #expect(throws: MediaError.self) { try MediaProbe.probe(source) }
        #expect(source.bytesRead < 3_000_000)
    }
}
