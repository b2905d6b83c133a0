internal import Media
internal import Quantities

/// What is allowed in a file but probably wastes money.
struct MediaWarnings {
    private let input: String
    private let shown: String

    /// - Parameters:
    ///   - input: The name of the input.
    ///   - shown: What to call the file in messages.
    init(_ input: String, _ shown: String) {
        self.input = input
        self.shown = shown
    }

    /// Returns the warnings about a file that meets its limits.
    ///
    /// - Parameters:
    ///   - source: The bytes.
    ///   - info: What they are.
    ///   - isWhole: Whether these are all bytes.
    /// - Returns: One sentence each.
    func warnings(_ source: some ByteSource, _ info: MediaInfo, isWhole: Bool) -> [String] {
        var found: [String] = []
        if let orientation = info.orientation, orientation > 1 {
            let how = [3, 6, 8].contains(orientation) ? "rotated" : "mirrored"
            found.append(
                "\(shown) is stored \(how) (EXIF orientation \(orientation)), and the service may use it as it is stored; "
                    + "to be safe, save it upright, or add --fit"
            )
        }
        if info.isCMYK {
            found.append(
                "\(shown) has CMYK colors, which the service may display incorrectly; convert it to RGB, or add --fit"
            )
        }
        if info.format.kind == .audio, let duration = info.duration, duration < .seconds(1), duration > .zero {
            found.append("\(shown) is only \(UnitText.readable(duration)) long")
        }
        if isWhole, info.isCutShort {
            let length = info.duration.map { ", \(UnitText.readable($0))," } ?? ""
            found.append("\(shown) seems to be cut short; the part that exists\(length) is used")
        }
        if isWhole, Silence.isSilent(source, info) { found.append("\(shown) seems to be silent") }
        return found.map { "input '\(input)': \($0)" }
    }
}
