/// Draws the outlines and the numbers of subjects over a picture.
package struct SubjectOverlay: Sendable {
    /// Colors that differ for most eyes, from the palette of Okabe and Ito.
    private static let colors: [(UInt8, UInt8, UInt8)] = [
        (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (213, 94, 0), (204, 121, 167), (0, 114, 178),
    ]

    /// The digits, five pixels wide and seven high, one row a number, the highest bit on the left.
    private static let digits: [[UInt8]] = [
        [14, 17, 19, 21, 25, 17, 14], [4, 12, 4, 4, 4, 4, 14], [14, 17, 1, 6, 8, 16, 31], [31, 2, 4, 2, 1, 17, 14],
        [2, 6, 10, 18, 31, 2, 2], [31, 16, 30, 1, 1, 17, 14], [6, 8, 16, 30, 17, 17, 14], [31, 1, 2, 4, 8, 8, 8],
        [14, 17, 17, 14, 17, 17, 14], [14, 17, 17, 15, 1, 2, 12],
    ]

    private let width: Int
    private let height: Int
    /// Three bytes a pixel, row by row.
    package private(set) var pixels: [UInt8]

    /// Begins with a picture; `nil` when the number of bytes does not fit.
    ///
    /// - Parameters:
    ///   - width: The width in pixels.
    ///   - height: The height in pixels.
    ///   - pixels: Red, green and blue of each pixel, row by row.
    package init?(width: Int, height: Int, pixels: [UInt8]) {
        guard width > 0, height > 0, pixels.count == width * height * 3 else { return nil }
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Draws a subject: its area tinted, its outline, and its number.
    ///
    /// - Parameters:
    ///   - index: The number that chooses it.
    ///   - mask: Its mask, of the picture's size.
    package mutating func draw(_ index: Int, _ mask: GrayMask) {
        let color = Self.colors[index % Self.colors.count]
        let thickness = max(2, max(width, height) / 300)
        for y in 0..<min(height, mask.height) {
            for x in 0..<min(width, mask.width) where mask.contains(x, y) {
                paint(x, y, color, opacity: mask.isOutline(x, y, thickness: thickness) ? 100 : 25)
            }
        }
        guard let middle = mask.middle else { return }
        write(String(index), around: middle, color)
    }

    private mutating func write(_ text: String, around middle: (x: Int, y: Int), _ color: (UInt8, UInt8, UInt8)) {
        let scale = max(2, max(width, height) / 160)
        let (wide, high) = (text.count * 6 * scale, 7 * scale)
        let left = max(scale, min(middle.x - wide / 2, width - wide - scale))
        let top = max(scale, min(middle.y - high / 2, height - high - scale))
        for y in (top - scale)..<(top + high + scale) {
            for x in (left - scale)..<(left + wide) { paint(x, y, (0, 0, 0), opacity: 75) }
        }
        for (place, digit) in text.compactMap(\.wholeNumberValue).enumerated() where digit < 10 {
            for (row, bits) in Self.digits[digit].enumerated() {
                for column in 0..<5 where bits & (16 >> column) != 0 {
                    for offset in 0..<(scale * scale) {
                        paint(
                            left + (place * 6 + column) * scale + offset % scale,
                            top + row * scale + offset / scale,
                            color,
                            opacity: 100
                        )
                    }
                }
            }
        }
    }

    /// Mixes a color into a pixel; one outside the picture is left out.
    private mutating func paint(_ x: Int, _ y: Int, _ color: (UInt8, UInt8, UInt8), opacity: Int) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let start = (y * width + x) * 3
        for (offset, value) in [color.0, color.1, color.2].enumerated() {
            let old = Int(pixels[start + offset])
            pixels[start + offset] = UInt8((old * (100 - opacity) + Int(value) * opacity) / 100)
        }
    }
}
