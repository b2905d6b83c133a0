internal import Media
package import MediaFitting

/// The subjects of a picture, with their masks at the size at which they are compared and drawn.
package struct SubjectPicture: Sendable {
    /// The longest side at which masks are examined, in pixels.
    private static let longestSide = 1280

    /// The subjects, in the order of their numbers; an empty mask is left out.
    package let subjects: [FoundSubject]
    /// The width of the picture in pixels.
    package let width: Int
    /// The height of the picture in pixels.
    package let height: Int
    private let masks: [GrayMask]
    private let size: (width: Int, height: Int)
    private let picture: String
    private let tool: PixelTool

    /// Reads masks.
    ///
    /// - Parameters:
    ///   - picture: The path of the picture.
    ///   - paths: The paths of the masks, by their numbers.
    ///   - tool: Decodes them.
    /// - Throws: `FitError`, or `CancellationError`.
    package init(_ picture: String, masks paths: [String], _ tool: PixelTool) async throws {
        let info = try MediaProbe.probe(path: picture)
        (width, height) = (max(1, info.width ?? 1), max(1, info.height ?? 1))
        let factor = min(1, Double(Self.longestSide) / Double(max(width, height)))
        size = (max(1, Int(Double(width) * factor)), max(1, Int(Double(height) * factor)))
        var masks: [GrayMask] = []
        for path in paths {
            let values = try await tool.pixels(of: path, width: size.width, height: size.height, isGray: true)
            if let mask = GrayMask(width: size.width, height: size.height, values: values) { masks.append(mask) }
        }
        self.masks = masks
        let (width, height) = (width, height)
        subjects = masks.enumerated().compactMap {
            FoundSubject($0, $1, pictureWidth: width, pictureHeight: height)
        }
        self.picture = picture
        self.tool = tool
    }

    /// The subject at a point: of several, the smallest.
    ///
    /// - Parameters:
    ///   - x: The distance from the left side in pixels of the picture.
    ///   - y: The distance from the upper side in pixels.
    /// - Returns: Its number; `nil` when there is none.
    package func subject(at x: Double, _ y: Double) -> Int? {
        let across = Int(x / Double(width) * Double(size.width))
        let down = Int(y / Double(height) * Double(size.height))
        return masks.indices.filter { masks[$0].contains(across, down) }.min { masks[$0].area < masks[$1].area }
    }

    /// Writes the mask of each subject, white on black, at the size at which it is compared.
    ///
    /// - Parameter directory: An existing directory; the files are named `0.png`, `1.png` and so on, after the subjects' numbers.
    /// - Throws: `FitError`, or `CancellationError`.
    package func writeMasks(to directory: String) async throws {
        for subject in subjects {
            let mask = masks[subject.index]
            var pixels: [UInt8] = []
            pixels.reserveCapacity(size.width * size.height * 3)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let value: UInt8 = mask.contains(x, y) ? 255 : 0
                    pixels += [value, value, value]
                }
            }
            let path = "\(directory)/\(subject.index).png"
            try await tool.writePNG(pixels, width: size.width, height: size.height, to: path)
        }
    }

    /// Writes the picture with the outlines and the numbers of its subjects.
    ///
    /// - Parameter path: Where the PNG file goes.
    /// - Throws: `FitError`, or `CancellationError`.
    package func writeOverlay(to path: String) async throws {
        let pixels = try await tool.pixels(of: picture, width: size.width, height: size.height, isGray: false)
        guard var overlay = SubjectOverlay(width: size.width, height: size.height, pixels: pixels) else { return }
        // The smallest last, so that it is not covered.
        for index in masks.indices.sorted(by: { masks[$0].area > masks[$1].area }) { overlay.draw(index, masks[index]) }
        try await tool.writePNG(overlay.pixels, width: size.width, height: size.height, to: path)
    }
}
