public import InferenceKit

/// The size of an image: a word such as `2K`, or `WIDTHxHEIGHT`.
public enum ARKImageSize {
    /// Checks a size before anything is sent: each model has its own limits.
    ///
    /// - Parameters:
    ///   - size: The size.
    ///   - pixels: How many pixels an image may have.
    /// - Returns: The size as it is.
    /// - Throws: `PredictionError` with `invalid-input` for too few or too many pixels, and for an aspect ratio of more than 16 to 1.
    public static func checked(_ size: String, pixels: ClosedRange<Int>) throws(PredictionError) -> String {
        let sides = size.split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2 else { return size }
        let (count, hasOverflown) = sides[0].multipliedReportingOverflow(by: sides[1])
        let problem: String? =
            if hasOverflown || !pixels.contains(count) {
                "has \(hasOverflown ? "too many" : String(count)) pixels; from \(pixels.lowerBound) to \(pixels.upperBound) are allowed"
            } else if (sides.max() ?? 0) / 16 > (sides.min() ?? 0) {
                "has an aspect ratio of more than 16 to 1"
            } else {
                nil
            }
        guard let problem else { return size }
        throw PredictionError(.invalidInput, "the size \(size) \(problem)", help: "use 2K, or another size")
    }
}
