import Testing

@testable import Emulator
@testable import PictureSubjects

struct SubjectFinderTests {
    private let blue = Picture.Color(red: 30, green: 40, blue: 80)
    private let orange = Picture.Color(red: 220, green: 100, blue: 40)

    /// A picture of 120×80 pixels with orange rectangles on blue.
    private func picture(_ rectangles: [(x: Range<Int>, y: Range<Int>)]) throws -> Picture {
        try picture { x, y in
            rectangles.contains { $0.x.contains(x) && $0.y.contains(y) } ? orange : blue
        }
    }

    private func picture(_ color: (_ x: Int, _ y: Int) -> Picture.Color) throws -> Picture {
        let rgb = (0..<80).flatMap { y in
            (0..<120).flatMap { x in
                let color = color(x, y)
                return [UInt8(color.red), UInt8(color.green), UInt8(color.blue)]
            }
        }
        return try #require(Picture(rgb: rgb, width: 120, height: 80))
    }

    private func areas(_ masks: [Mask]) -> [Int] { masks.map { $0.bits.count { $0 } } }

    @Test func `a plain picture has no subject`() throws {
        #expect(SubjectFinder().subjects(in: try picture([])).isEmpty)
    }

    @Test func `subjects come largest first, with exactly the pixels that stand out`() throws {
        let masks = SubjectFinder().subjects(in: try picture([(10..<30, 10..<30), (60..<110, 20..<70)]))
        #expect(areas(masks) == [2_500, 400])
        #expect(masks[0].bounds?.columns == 60..<110)
        #expect(masks[0].bounds?.rows == 20..<70)
        #expect(masks[1].bounds?.columns == 10..<30)
    }

    @Test func `a subject at the picture's edge is whole`() throws {
        let masks = SubjectFinder().subjects(in: try picture([(0..<40, 40..<80)]))
        #expect(areas(masks) == [1_600])
    }

    @Test func `two subjects six pixels apart stay two`() throws {
        #expect(SubjectFinder().subjects(in: try picture([(10..<50, 10..<70), (56..<90, 10..<70)])).count == 2)
    }

    @Test func `a hair between two subjects does not join them`() throws {
        let masks = SubjectFinder().subjects(
            in: try picture([(10..<50, 10..<70), (50..<60, 40..<41), (60..<90, 10..<70)])
        )
        #expect(masks.count == 2)
    }

    @Test func `what covers less than a hundredth of the picture is no subject`() throws {
        #expect(SubjectFinder().subjects(in: try picture([(10..<19, 10..<20)])).isEmpty)
        #expect(SubjectFinder().subjects(in: try picture([(10..<20, 10..<20)])).count == 1)
    }

    @Test func `at most five subjects are found`() throws {
        let rectangles = (0..<7).map { (x: 3 + $0 * 16..<13 + $0 * 16, y: 20..<40 + $0) }
        #expect(areas(SubjectFinder().subjects(in: try picture(rectangles))) == [260, 250, 240, 230, 220])
    }

    @Test func `a subject with the ground's color inside is filled`() throws {
        let ring = try picture { x, y in
            let isOuter = (20..<100).contains(x) && (10..<70).contains(y)
            let isInner = (30..<90).contains(x) && (20..<60).contains(y)
            return isOuter && !isInner ? orange : blue
        }
        #expect(areas(SubjectFinder().subjects(in: ring)) == [4_800])
    }

    @Test func `the grain of a photograph is not a subject`() throws {
        let grainy = try picture { x, y in
            let grain = (x * 7 + y * 13) % 24
            return Picture.Color(red: 30 + grain, green: 40 + grain, blue: 80 - grain)
        }
        #expect(SubjectFinder().subjects(in: grainy).isEmpty)
    }

    @Test func `a busy background in which nothing stands out has one portrait in the middle`() throws {
        let busy = try picture { x, y in
            Picture.Color(red: x * 2, green: y * 3, blue: 0)
        }
        let masks = SubjectFinder().subjects(in: busy)
        #expect(masks.count == 1)
        #expect(masks.first?.bits[24 * 120 + 60] == true)
        #expect(masks.first?.bits[0] == false)
    }

    @Test func `on a busy background, what stands out is a subject`() throws {
        let busy = try picture { x, y in
            let isSubject = (40..<80).contains(x) && (20..<60).contains(y)
            return isSubject
                ? Picture.Color(red: 250, green: 250, blue: 250)
                : Picture.Color(red: x * 2, green: y * 2, blue: 0)
        }
        let masks = SubjectFinder().subjects(in: busy)
        #expect(masks.count == 1)
        let bounds = try #require(masks.first?.bounds)
        #expect(abs(bounds.columns.lowerBound - 40) <= 2 && abs(bounds.columns.upperBound - 80) <= 2)
        #expect(abs(bounds.rows.lowerBound - 20) <= 2 && abs(bounds.rows.upperBound - 60) <= 2)
    }

    @Test(arguments: [(1, 1), (1, 3), (2, 2), (3, 1)])
    func `the smallest pictures are examined without harm`(width: Int, height: Int) throws {
        let rgb = [UInt8](repeating: 9, count: width * height * 3)
        #expect(SubjectFinder().subjects(in: try #require(Picture(rgb: rgb, width: width, height: height))).isEmpty)
    }

    @Test func `pixels that do not match the size are refused`() {
        #expect(Picture(rgb: [1, 2, 3], width: 2, height: 1) == nil)
        #expect(Picture(rgb: [], width: 0, height: 0) == nil)
    }
}
