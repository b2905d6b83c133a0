import Testing

@testable import Emulator
@testable import PictureSubjects

struct MaskTests {
    @Test func `opening removes a speck and a thin bridge`() {
        let mask = Mask("#........", "...####..", "...####..", "...######", "...####..")
        #expect(mask.opened() == Mask(".........", "...####..", "...####..", "...####..", "...####.."))
    }

    @Test func `closing fills a thin gap`() {
        let mask = Mask("####.####", "####.####", "####.####")
        #expect(mask.closed() == Mask("#########", "#########", "#########"))
    }

    @Test func `filling adds what is enclosed and nothing else`() {
        let mask = Mask("..###..", "..#.#..", "..###..", "#.....#", ".#####.")
        #expect(mask.filled() == Mask("..###..", "..###..", "..###..", "#.....#", ".#####."))
    }

    @Test func `regions share edges, not corners`() {
        #expect(Mask("##..", "..##").regions() == [[0, 1], [6, 7]])
    }

    @Test func `the bounds of nothing are nil`() {
        #expect(Mask("...").bounds == nil)
    }

    @Test func `an overlay dims the rest and outlines the subject`() {
        let mask = Mask(width: 9, height: 9) { column, row in (1...7).contains(column) && (1...7).contains(row) }
        let overlay = MarkOverlay(subject: mask, size: (9, 9))
        func alpha(_ column: Int, _ row: Int) -> UInt8 { overlay.rgba[(row * 9 + column) * 4 + 3] }
        #expect(alpha(0, 0) == 165)
        #expect(alpha(1, 1) == 255)
        #expect(alpha(2, 4) == 255)
        #expect(alpha(4, 4) == 0)
        #expect(overlay.waveform.x == 1.0 / 9)
        #expect(overlay.waveform.width == 7.0 / 9)
    }

    @Test func `without a mask the whole picture is outlined and nothing dimmed`() {
        let overlay = MarkOverlay(subject: nil, size: (6, 6))
        let alphas = stride(from: 3, to: overlay.rgba.count, by: 4).map { overlay.rgba[$0] }
        #expect(alphas.count { $0 == 255 } == 32)
        #expect(alphas.count { $0 == 0 } == 4)
    }
}

extension Mask {
    /// A mask from lines in which `#` belongs.
    init(_ lines: String...) {
        let rows = lines.map { Array($0) }
        self.init(width: rows[0].count, height: rows.count) { rows[$1][$0] == "#" }
    }
}
