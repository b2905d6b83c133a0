import SubjectMasks
import Testing

struct SubjectMasksTests {
    /// A mask drawn with `#` for what is inside.
    private func mask(_ rows: String...) throws -> GrayMask {
        let values = rows.joined().map { $0 == "#" ? UInt8(255) : 0 }
        return try #require(GrayMask(width: rows[0].count, height: rows.count, values: values))
    }

    @Test func `a subject has a box, a share and words in terms of the picture`() throws {
        let left = try mask("##........", "##........", "##........", "##........")
        let subject = try #require(FoundSubject(0, left, pictureWidth: 1000, pictureHeight: 400))
        #expect((subject.x, subject.y, subject.width, subject.height) == (0, 0, 200, 400))
        #expect(subject.text == "0: left, 20 % of the picture")
        let corner = try mask("..........", "..........", "..........", "........##")
        let other = try #require(FoundSubject(3, corner, pictureWidth: 1000, pictureHeight: 400))
        #expect(other.text == "3: lower right, 5.0 % of the picture")
        #expect(FoundSubject(0, try mask("...", "..."), pictureWidth: 3, pictureHeight: 2) == nil)
    }

    @Test func `the point of a subject is inside of it, also where its middle is not`() throws {
        let ring = try mask("#####", "#...#", "#...#", "#...#", "#####")
        let subject = try #require(FoundSubject(0, ring, pictureWidth: 500, pictureHeight: 500))
        #expect(ring.contains(subject.point.x / 100, subject.point.y / 100))
    }

    @Test func `a mask of another size than its bytes is refused`() {
        #expect(GrayMask(width: 2, height: 2, values: [0, 255, 0]) == nil)
        #expect(GrayMask(width: 0, height: 2, values: []) == nil)
    }

    @Test func `an overlay changes only the subject and its number`() throws {
        let row = String(repeating: ".", count: 50) + String(repeating: "#", count: 50)
        let values = Array(repeating: row, count: 60).joined().map { $0 == "#" ? UInt8(255) : 0 }
        let right = try #require(GrayMask(width: 100, height: 60, values: values))
        var overlay = try #require(
            SubjectOverlay(width: 100, height: 60, pixels: [UInt8](repeating: 100, count: 18_000))
        )
        overlay.draw(0, right)
        let pixel = { (x: Int, y: Int) in Array(overlay.pixels[(y * 100 + x) * 3..<(y * 100 + x) * 3 + 3]) }
        #expect(pixel(10, 30) == [100, 100, 100])
        #expect(pixel(50, 30) == [230, 159, 0])
        #expect(pixel(60, 5) == [132, 114, 75])
        #expect(SubjectOverlay(width: 10, height: 4, pixels: []) == nil)
    }
}
