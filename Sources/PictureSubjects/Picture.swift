/// A small picture in memory, the input of the search for subjects.
package struct Picture: Sendable, Hashable {
    /// A color with red, green and blue from 0 to 255.
    package struct Color: Sendable, Hashable {
        /// Red, green and blue, each 0 to 255.
        package var red, green, blue: Int

        /// The square of the Euclidean distance, 0 to 195,075.
        func squaredDistance(to other: Color) -> Int {
            let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
            return r * r + g * g + b * b
        }
    }

    /// The number of columns.
    package let width: Int

    /// The number of rows.
    package let height: Int

    /// The pixels, row by row from the top.
    package let pixels: [Color]

    /// Creates a picture.
    ///
    /// - Parameters:
    ///   - width: The number of columns.
    ///   - height: The number of rows.
    ///   - pixels: Exactly `width * height` colors.
    init(width: Int, height: Int, pixels: [Color]) {
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Reads packed pixels of three bytes, ffmpeg's `rgb24`.
    ///
    /// - Parameters:
    ///   - rgb: Exactly `width * height * 3` bytes.
    ///   - width: The number of columns, at least 1.
    ///   - height: The number of rows, at least 1.
    package init?(rgb: [UInt8], width: Int, height: Int) {
        guard width > 0, height > 0, rgb.count == width * height * 3 else { return nil }
        self.width = width
        self.height = height
        pixels = rgb.withUnsafeBufferPointer { bytes in
            (0..<width * height).map { index in
                let first = index * 3
                return Color(red: Int(bytes[first]), green: Int(bytes[first + 1]), blue: Int(bytes[first + 2]))
            }
        }
    }

    /// The pixels along the four edges, two deep.
    var border: [Color] {
        let depth = min(2, width, height)
        var found: [Color] = []
        for row in 0..<height {
            let isWholeRow = row < depth || row >= height - depth
            for column in 0..<width where isWholeRow || column < depth || column >= width - depth {
                found.append(pixels[row * width + column])
            }
        }
        return found
    }
}
