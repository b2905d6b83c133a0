/// A mask: which pixels of a picture belong to a subject.
package struct GrayMask: Sendable, Hashable {
    /// The width in pixels.
    package let width: Int
    /// The height in pixels.
    package let height: Int
    private let isInside: [Bool]

    /// Reads a mask; `nil` when the number of bytes does not fit.
    ///
    /// - Parameters:
    ///   - width: The width in pixels.
    ///   - height: The height in pixels.
    ///   - values: One byte a pixel, row by row; more than 127 is inside.
    package init?(width: Int, height: Int, values: [UInt8]) {
        guard width > 0, height > 0, values.count == width * height else { return nil }
        self.width = width
        self.height = height
        isInside = values.map { $0 > 127 }
    }

    /// Whether a pixel is inside; one outside the mask is not.
    package func contains(_ x: Int, _ y: Int) -> Bool {
        x >= 0 && y >= 0 && x < width && y < height && isInside[y * width + x]
    }

    /// How many pixels are inside.
    package var area: Int { isInside.reduce(0) { $0 + ($1 ? 1 : 0) } }

    /// The smallest rectangle around all pixels inside; `nil` for an empty mask.
    package var box: (x: ClosedRange<Int>, y: ClosedRange<Int>)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for y in 0..<height {
            for x in 0..<width where isInside[y * width + x] {
                (left, right) = (min(left, x), max(right, x))
                (top, bottom) = (min(top, y), max(bottom, y))
            }
        }
        return right < 0 ? nil : (left...right, top...bottom)
    }

    /// The pixel inside that is nearest to the middle of all pixels inside, where a number can be written; `nil` for an empty mask.
    package var middle: (x: Int, y: Int)? {
        var (sumX, sumY, count) = (0, 0, 0)
        for y in 0..<height {
            for x in 0..<width where isInside[y * width + x] {
                (sumX, sumY, count) = (sumX + x, sumY + y, count + 1)
            }
        }
        guard count > 0 else { return nil }
        let (meanX, meanY) = (sumX / count, sumY / count)
        if contains(meanX, meanY) { return (meanX, meanY) }
        var best: (x: Int, y: Int, distance: Int)?
        for y in 0..<height {
            for x in 0..<width where isInside[y * width + x] {
                let distance = (x - meanX) * (x - meanX) + (y - meanY) * (y - meanY)
                if distance < best?.distance ?? .max { best = (x, y, distance) }
            }
        }
        return best.map { ($0.x, $0.y) }
    }

    /// Whether a pixel is inside and within a distance of the outline.
    func isOutline(_ x: Int, _ y: Int, thickness: Int) -> Bool {
        guard contains(x, y) else { return false }
        return !contains(x - thickness, y) || !contains(x + thickness, y) || !contains(x, y - thickness)
            || !contains(x, y + thickness)
    }
}
