import Testing

@testable import Emulator
@testable import PictureSubjects

/// The parts of the search for subjects, on pictures small enough to check by hand.
struct SubjectPartsTests {
    private static let dark = Picture.Color(red: 20, green: 20, blue: 20)
    private static let light = Picture.Color(red: 200, green: 200, blue: 200)
    private static let skin = Picture.Color(red: 220, green: 170, blue: 140)

    /// A picture from lines in which `#` is dark, `s` has the color of skin, and everything else is light.
    private func picture(_ lines: String...) -> Picture {
        let colors = lines.joined().map { $0 == "#" ? Self.dark : $0 == "s" ? Self.skin : Self.light }
        return Picture(width: lines[0].count, height: lines.count, pixels: colors)
    }

    @Test func `pixels go to the seed that is reached with the least change of color`() {
        let divided = picture("######......", "######......", "######......", "######......")
        var seeds = [Int?](repeating: nil, count: 48)
        seeds[12] = 0
        seeds[23] = 1
        let (owners, distances) = RegionGrowth(divided, stepCost: 1).grow(seeds)
        for row in 0..<4 {
            #expect(owners[row * 12..<row * 12 + 5].allSatisfy { $0 == 0 })
            #expect(owners[row * 12 + 7..<row * 12 + 12].allSatisfy { $0 == 1 })
        }
        #expect(distances[12] == 0)
        #expect(distances[14] == 2)
    }

    @Test func `without seeds nothing has an owner`() {
        let (owners, distances) = RegionGrowth(picture("..", ".."), stepCost: 0).grow([nil, nil, nil, nil])
        #expect(owners == [nil, nil, nil, nil])
        #expect(distances == [0, 0, 0, 0])
    }

    @Test func `steps without cost reach the whole plain picture`() {
        let (owners, distances) = RegionGrowth(picture("...", "..."), stepCost: 0).grow([0, nil, nil, nil, nil, nil])
        #expect(owners.allSatisfy { $0 == 0 })
        #expect(distances.allSatisfy { $0 == 0 })
    }

    @Test func `sums count every pixel above and to the left`() {
        let gray = GrayPicture(width: 2, height: 2, pixels: [1, 2, 3, 4])
        #expect(gray.sums == [0, 0, 0, 0, 1, 3, 0, 4, 10])
    }

    @Test func `a picture scaled to its own size is the same`() {
        let gray = GrayPicture(width: 3, height: 2, pixels: [0, 50, 100, 150, 200, 255])
        #expect(gray.scaled(width: 3, height: 2).pixels == gray.pixels)
        #expect(gray.scaled(width: 1, height: 1).pixels.count == 1)
    }

    @Test func `half a picture has the mean of each four pixels`() {
        let halved = picture("#.", "#.").halved
        #expect(halved.pixels == [Picture.Color(red: 110, green: 110, blue: 110)])
        #expect(picture("#..").halved.width == 1)
    }

    @Test func `the share of skin is that of the inner square`() {
        let map = SkinMap(picture("..........", ".ssssssss.", ".ssssssss.", ".ssssssss.", ".........."))
        #expect(map.share(of: Face(x: 5, y: 2.5, side: 4)) == 1)
        #expect(map.share(of: Face(x: 5, y: 2.5, side: 40)) == 24.0 / 50)
        #expect(map.share(of: Face(x: -50, y: -50, side: 4)) == 0)
    }

    @Test(arguments: [
        (Picture.Color(red: 220, green: 170, blue: 140), true), (Picture.Color(red: 120, green: 75, blue: 55), true),
        (Picture.Color(red: 200, green: 200, blue: 200), false), (Picture.Color(red: 40, green: 80, blue: 200), false),
        (Picture.Color(red: 60, green: 160, blue: 60), false), (Picture.Color(red: 30, green: 15, blue: 10), false),
    ])
    func `skin is recognized by its color, not by its brightness`(_ color: Picture.Color, _ isSkin: Bool) {
        #expect(color.isSkin == isSkin)
    }

    @Test func `a picture without colors is gray`() {
        #expect(picture("#.#.", "....").isGray)
        #expect(!picture("#s#.", "....").isGray)
    }

    @Test func `a picture below the detector's size has no face`() {
        #expect(FaceFinder().faces(in: picture("ss", "ss")).isEmpty)
    }
}
