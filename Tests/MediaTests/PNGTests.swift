import Media
import Testing

struct PNGTests {
    /// A signature and a header with the right checksum.
    private func png(
        _ width: UInt32,
        _ height: UInt32,
        depth: UInt8 = 8,
        color: UInt8 = 2,
        compression: UInt8 = 0,
        interlace: UInt8 = 0
    ) -> [UInt8] {
        let header: [UInt8] = .text("IHDR") + .big(width) + .big(height) + [depth, color, compression, 0, interlace]
        return signature + .big(UInt32(13)) + header + .big(crc32(header)) + data + end
    }

    private func chunk(_ type: String, _ body: [UInt8]) -> [UInt8] {
        .big(UInt32(body.count)) + .text(type) + body + .big(crc32(.text(type) + body))
    }

    private var data: [UInt8] { chunk("IDAT", .zeros(20)) }
    private var end: [UInt8] { chunk("IEND", []) }

    private let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The checksum over the polynomial's table-less form, written the other way round than in the module.
    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        var remainder: UInt32 = 0
        for (index, byte) in (bytes + .zeros(4)).enumerated() {
            for bit in 0..<8 {
                let inverted = index < 4 ? ~byte : byte
                let next = UInt32(inverted >> bit & 1)
                let out = remainder >> 31
                remainder = remainder << 1 | next
                if out == 1 { remainder ^= 0x04C1_1DB7 }
            }
        }
        return ~(0..<32).reduce(UInt32(0)) { $0 << 1 | remainder >> UInt32($1) & 1 }
    }

    @Test func `the size is read, interlaced or not, up to the largest`() throws {
        #expect(try probe(png(1, 2)) == MediaInfo(format: .png, width: 1, height: 2))
        #expect(try probe(png(0x7FFF_FFFF, 1, depth: 16, color: 6, interlace: 1)).width == 0x7FFF_FFFF)
    }

    @Test func `sizes that cannot be are refused`() {
        #expect(throws: MediaError(.malformed, "its PNG header says 0x5 pixels")) { try probe(png(0, 5)) }
        #expect(throws: MediaError(.malformed, "its PNG header says 5x0 pixels")) { try probe(png(5, 0)) }
        #expect(throws: MediaError(.malformed, "its PNG header says 2147483648x5 pixels")) {
            try probe(png(1 << 31, 5))
        }
    }

    @Test func `a changed header is refused by its checksum`() {
        var bytes = png(5, 5)
        bytes[19] ^= 1
        #expect(throws: MediaError(.malformed, "the checksum of its PNG header is wrong")) { try probe(bytes) }
    }

    @Test func `changed image data is refused by its checksum, however long it is`() throws {
        for count in [1, 4_096, 200_000] {
            let header = Array(png(5, 5).prefix(33))
            let whole = header + chunk("IDAT", .zeros(count)) + chunk("IDAT", .zeros(7)) + end
            #expect(try probe(whole).width == 5)
            for index in [41, 40 + count, 33 + 12 + count + 9] {
                var bytes = whole
                bytes[index] ^= 0x80
                let start = index > 40 + count ? 33 + 12 + count : 33
                let message = "the checksum of the 'IDAT' chunk of its PNG image at byte \(start) is wrong"
                #expect(throws: MediaError(.malformed, message), "\(count), \(index)") { try probe(bytes) }
            }
        }
        // Nobody needs a comment to show an image.
        let comment: [UInt8] = .big(UInt32(2)) + .text("tEXt") + .text("hi") + .zeros(4)
        #expect(try probe(Array(png(5, 5).prefix(33)) + comment + data + end).width == 5)
    }

    @Test func `fields out of their sets are refused`() {
        #expect(throws: MediaError(.malformed, "its PNG header has the invalid color type 3 with 16 bits")) {
            try probe(png(5, 5, depth: 16, color: 3))
        }
        #expect(throws: MediaError(.malformed, "its PNG header has the invalid color type 5 with 8 bits")) {
            try probe(png(5, 5, color: 5))
        }
        for bytes in [png(5, 5, interlace: 2), png(5, 5, compression: 1)] {
            #expect(
                throws: MediaError(
                    .malformed,
                    "its PNG header names an unknown compression, filter or interlace method"
                )
            ) {
                try probe(bytes)
            }
        }
    }

    @Test func `a signature that text mode changed, and Apple's private form, are named`() {
        let changed = "its PNG signature is damaged, probably by a transfer in text mode; copy it again"
        #expect(throws: MediaError(.malformed, changed)) {
            try probe([0x89, 0x50, 0x4E, 0x47, 0x0A, 0x1A, 0x0A] + png(5, 5).dropFirst(8))
        }
        #expect(throws: MediaError(.unrecognized, "a PNG image in Apple's private CgBI form")) {
            try probe(signature + .big(UInt32(4)) + .text("CgBI") + .zeros(30))
        }
    }

    @Test func `a cut header says where`() {
        #expect(throws: MediaError(.truncated, "at byte 20, inside the header of a PNG image")) {
            try probe(Array(png(5, 5).prefix(20)))
        }
        #expect(throws: MediaError(.truncated, "at byte 5, inside the signature of a PNG image")) {
            try probe(Array(signature.prefix(5)))
        }
    }

    @Test func `an image without its end is cut short`() throws {
        let whole = png(9, 9)
        for count in 33..<whole.count {
            #expect(throws: MediaError.self, "\(count)") { try probe(Array(whole.prefix(count))) }
        }
        #expect(throws: MediaError(.truncated, "at byte 50, inside the 'IDAT' chunk of a PNG image")) {
            try probe(Array(whole.prefix(50)))
        }
        #expect(throws: MediaError(.truncated, "at byte 65, inside a PNG image, before its end")) {
            try probe(Array(whole.prefix(65)))
        }
        #expect(throws: MediaError(.malformed, "its PNG image ends at byte 33 without image data")) {
            try probe(Array(whole.prefix(33)) + end)
        }
        #expect(try probe(whole + .zeros(5000)).width == 9)
    }

    @Test func `the reads do not grow with what follows the image`() throws {
        let source = CountingSource(VirtualSource(start: png(9, 9), repetitions: 1 << 40))
        #expect(try MediaProbe.probe(source).width == 9)
        #expect(source.reads == 1)
    }
}
