import PictureSubjects

/// The overlay that shows which subject is driven.
///
/// Everything else is dimmed, and an outline is drawn around the subject. Without a mask nothing is dimmed and the
/// outline runs along the picture's edge.
struct MarkOverlay: Sendable {
    /// Four bytes for each pixel: red, green, blue and alpha; row by row from the top.
    let rgba: [UInt8]

    /// The number of columns.
    let width: Int

    /// The number of rows.
    let height: Int

    /// Where the waveform is drawn: the lower third of the subject, as fractions of the picture from 0 to 1.
    let waveform: (x: Double, y: Double, width: Double, height: Double)

    private static let outline: [UInt8] = [255, 176, 0, 255]
    private static let dimmed: [UInt8] = [0, 0, 0, 165]
    private static let clear: [UInt8] = [0, 0, 0, 0]

    /// Draws the overlay for a subject.
    ///
    /// - Parameters:
    ///   - subject: The mask of the driven subject; `nil` for the whole picture.
    ///   - size: The size of the overlay, which is that of the mask.
    init(subject: Mask?, size: (width: Int, height: Int)) {
        let mask = subject ?? Mask(width: size.width, height: size.height) { _, _ in true }
        // Outside the picture counts as background, so that the outline also runs along the picture's edge.
        let padded = Mask(width: mask.width + 2, height: mask.height + 2) { column, row in
            (1...mask.width).contains(column) && (1...mask.height).contains(row)
                && mask.bits[(row - 1) * mask.width + column - 1]
        }
        let inner = padded.eroded().eroded()
        width = mask.width
        height = mask.height
        var rgba: [UInt8] = []
        rgba.reserveCapacity(mask.bits.count * 4)
        for row in 0..<mask.height {
            for column in 0..<mask.width {
                let isInner = inner.bits[(row + 1) * padded.width + column + 1]
                let isSubject = mask.bits[row * mask.width + column]
                rgba += isInner ? Self.clear : isSubject ? Self.outline : Self.dimmed
            }
        }
        self.rgba = rgba
        let (columns, rows) = mask.bounds ?? (0..<mask.width, 0..<mask.height)
        let (across, down) = (Double(mask.width), Double(mask.height))
        waveform = (
            Double(columns.lowerBound) / across,
            (Double(rows.lowerBound) + Double(rows.count) * 2 / 3) / down,
            Double(columns.count) / across, Double(rows.count) / 3 / down
        )
    }
}
