/// Which pixels of a picture have the color of skin, with sums that make squares cheap.
struct SkinMap: Sendable {
    private let width: Int
    private let height: Int
    private let sums: [Int32]

    /// Examines a picture.
    ///
    /// - Parameter picture: The picture.
    init(_ picture: Picture) {
        let skin = picture.pixels.map { $0.isSkin ? Int32(1) : 0 }
        let map = GrayPicture(width: picture.width, height: picture.height, pixels: skin)
        width = map.width
        height = map.height
        sums = map.sums
    }

    /// Returns how much of the inner part of a face's square has the color of skin.
    ///
    /// - Parameter face: The square; the parts outside the picture are left out.
    /// - Returns: A share from 0 to 1.
    func share(of face: Face) -> Double {
        func place(_ middle: Double, _ offset: Double, _ limit: Int) -> Int {
            max(0, min(limit, Int(middle + offset * face.side)))
        }
        let (left, right) = (place(face.x, -0.3, width), place(face.x, 0.3, width))
        let (top, bottom) = (place(face.y, -0.3, height), place(face.y, 0.35, height))
        let area = (right - left) * (bottom - top)
        guard area > 0 else { return 0 }
        let columns = width + 1
        let sum =
            sums[bottom * columns + right] - sums[top * columns + right] - sums[bottom * columns + left]
            + sums[top * columns + left]
        return Double(sum) / Double(area)
    }
}

extension Picture.Color {
    /// Whether the color is one that skin has, whatever its brightness: a range of the two color differences of YCbCr.
    ///
    /// See Chai and Ngan, "Face segmentation using skin-color map in videophone applications", 1999.
    var isSkin: Bool {
        let blue = 128_000 - 169 * red - 331 * green + 500 * self.blue
        let red = 128_000 + 500 * self.red - 419 * green - 81 * self.blue
        return (77_000...127_000).contains(blue) && (136_000...175_000).contains(red) && self.red > 50
    }
}

extension Picture {
    /// Whether the picture has no colors, so that skin cannot be recognized.
    var isGray: Bool {
        50 * pixels.count { max($0.red, $0.green, $0.blue) - min($0.red, $0.green, $0.blue) > 12 } <= pixels.count
    }
}
