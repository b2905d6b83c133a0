/// The brightness of a picture, with sums that make rectangles cheap.
struct GrayPicture: Sendable {
    /// The number of columns.
    let width: Int

    /// The number of rows.
    let height: Int

    /// The brightness of each pixel from 0 to 255, row by row from the top.
    let pixels: [Int32]

    /// Creates a picture.
    ///
    /// - Parameters:
    ///   - width: The number of columns.
    ///   - height: The number of rows.
    ///   - pixels: Exactly `width * height` values.
    init(width: Int, height: Int, pixels: [Int32]) {
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Creates the brightness of a picture in color.
    init(_ picture: Picture) {
        self.init(
            width: picture.width,
            height: picture.height,
            pixels: picture.pixels.map { Int32(($0.red * 299 + $0.green * 587 + $0.blue * 114) / 1_000) }
        )
    }

    /// Returns the picture at another size, by bilinear interpolation in steps of 1/256.
    ///
    /// - Parameters:
    ///   - newWidth: The number of columns, at least 1.
    ///   - newHeight: The number of rows, at least 1.
    /// - Returns: The scaled picture.
    func scaled(width newWidth: Int, height newHeight: Int) -> GrayPicture {
        func samples(_ count: Int, of side: Int) -> [(first: Int, second: Int, part: Int32)] {
            (0..<count).map { index in
                let place = max(0, (2 * index + 1) * side * 128 / count - 128)
                let first = min(place / 256, side - 1)
                return (first, min(first + 1, side - 1), Int32(place % 256))
            }
        }
        let columns = samples(newWidth, of: width)
        var scaled: [Int32] = []
        scaled.reserveCapacity(newWidth * newHeight)
        pixels.withUnsafeBufferPointer { pixels in
            for row in samples(newHeight, of: height) {
                let (upper, lower) = (row.first * width, row.second * width)
                for column in columns {
                    let (left, right) = (256 - column.part, column.part)
                    let above = pixels[upper + column.first] * left + pixels[upper + column.second] * right
                    let below = pixels[lower + column.first] * left + pixels[lower + column.second] * right
                    scaled.append((above * (256 - row.part) + below * row.part) >> 16)
                }
            }
        }
        return GrayPicture(width: newWidth, height: newHeight, pixels: scaled)
    }

    /// The sums of all pixels above and to the left of each corner; `(width + 1) * (height + 1)` values.
    var sums: [Int32] {
        let columns = width + 1
        var sums = [Int32](repeating: 0, count: columns * (height + 1))
        pixels.withUnsafeBufferPointer { pixels in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<height {
                    var line: Int32 = 0
                    for column in 0..<width {
                        line += pixels[row * width + column]
                        sums[(row + 1) * columns + column + 1] = sums[row * columns + column + 1] + line
                    }
                }
            }
        }
        return sums
    }
}
