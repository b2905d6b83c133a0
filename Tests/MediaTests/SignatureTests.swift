import Media
import Testing

struct SignatureTests {
    struct Case: CustomTestStringConvertible {
        let bytes: [UInt8]
        let name: String

        var testDescription: String { name }

        init(_ bytes: [UInt8], _ name: String) {
            self.bytes = bytes
            self.name = name
        }

        init(_ text: String, _ name: String) {
            self.init(Array(text.utf8), name)
        }
    }

    private static let cases: [Case] = [
        Case("GIF89a....", "a GIF image"),
        Case("RIFF\u{1}\0\0\0WEBPVP8 ", "a WebP image"),
        Case("RIFF\u{1}\0\0\0AVI LIST", "an AVI video"),
        Case([0x49, 0x49, 0x2A, 0x00, 8, 0, 0, 0], "a TIFF image"),
        Case("%PDF-1.7\n", "a PDF document"),
        Case("PK\u{3}\u{4}....", "a ZIP archive"),
        Case("#!AMR\n", "AMR audio"),
        Case("#!AMR-WB\n", "AMR audio"),
        Case("FORM\0\0\0\u{1}AIFC", "AIFF audio"),
        Case([0x1A, 0x45, 0xDF, 0xA3, 0], "a WebM or Matroska video"),
        Case("  \n<!DOCTYPE html><p>Not found", "an HTML page"),
        Case("\u{FEFF}<HTML>", "an HTML page"),
        Case("<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG image"),
        Case("<?xml version='1.0'?><Error/>", "an XML document"),
        Case("{\"error\": 404}", "JSON"),
        Case("{}", "JSON"),
        Case("[1, 2]", "JSON"),
        Case("{not json", "text"),
        Case("Übergröße", "text"),
        Case("hello", "text"),
        Case([0xFF, 0xFE, 0x68, 0x00], "text"),
        Case(
            "version https://git-lfs.github.com/spec/v1\n",
            "a Git LFS pointer in place of the file (fetch it with 'git lfs pull')"
        ),
        Case([0x1F, 0x8B, 0x08, 0x00, 0, 0], "unknown data beginning 1f 8b 08 00"),
        Case([0x00, 0x01], "unknown data beginning 00 01"),
        Case("BM is how this text starts", "text"),
        Case("RIFF\u{1}\0\0\0ABCD", "unknown data beginning 52 49 46 46"),
        Case([0xFF, 0xF1, 0x50, 0x80, 0x01, 0x1F, 0xFC, 0x00], "an AAC (ADTS) stream"),
    ]

    @Test(arguments: cases)
    func `the bytes of other formats are named`(_ example: Case) {
        #expect(throws: MediaError(.unrecognized, example.name)) { try probe(example.bytes) }
    }

    @Test func `a character that is cut at the end of the look does not make text unknown`() {
        let text = String(repeating: "a", count: 511) + "é and more"
        #expect(throws: MediaError(.unrecognized, "text")) { try probe(Array(text.utf8)) }
    }

    @Test func `an unknown file is given up after a bounded look`() {
        let source = CountingSource(VirtualSource(start: [1, 2, 3, 4], repetitions: 1 << 40))
        #expect(throws: MediaError(.unrecognized, "unknown data beginning 01 02 03 04")) {
            try MediaProbe.probe(source)
        }
        #expect(source.bytesRead < 300_000)
    }
}
