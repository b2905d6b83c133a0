/// A file that meets the limits of an input, made from one that did not.
package struct FittedFile: Sendable, Hashable {
    /// Where it is.
    package let path: String
    /// Everything that was changed, in the order of importance to a reader.
    package let changes: [FitChange]

    /// The size of the upright source in pixels, for pictures.
    package var sourceSize: PixelSize?

    /// The changes in words, separated by semicolons.
    package var summary: String { changes.map(\.description).joined(separator: "; ") }
}

/// A size in pixels.
package struct PixelSize: Sendable, Hashable {
    /// The width in pixels.
    package var width: Int
    /// The height in pixels.
    package var height: Int

    /// Creates a size; each parameter is the property of the same name.
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}
