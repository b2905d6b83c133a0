package import InferenceKit
internal import Media
package import MediaFitting

/// A point of a picture that chooses the subject under it: `@1250,300`.
///
/// It stays right when the order of the subjects changes, which a number does not.
package struct SubjectPoint: Sendable, Hashable {
    /// The distance from the left side, in pixels of the picture.
    package let x: Double
    /// The distance from the upper side, in pixels.
    package let y: Double

    /// Creates a point.
    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    /// Reads `@1250,300`; `nil` for any other text.
    ///
    /// - Parameter text: What was given for the input.
    package init?(_ text: String) {
        guard text.hasPrefix("@") else { return nil }
        let parts = text.dropFirst().split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        guard parts.count == 2, parts.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
        self.init(x: parts[0], y: parts[1])
    }

    /// Takes up a point among the checked inputs; `nil` for a number.
    ///
    /// - Parameter json: The value of the input.
    package init?(json: JSONValue) {
        let number = { (name: String) -> Double? in
            switch json[name] {
            case .double(let value): value
            case .int(let value): Double(value)
            default: nil
            }
        }
        guard let x = number("x"), let y = number("y") else { return nil }
        self.init(x: x, y: y)
    }

    /// The value among the checked inputs.
    package var json: JSONValue { ["x": .double(x), "y": .double(y)] }

    /// The point as it is given.
    package var text: String { "@\(Self.number(x)),\(Self.number(y))" }

    /// The same point of the picture at another size.
    ///
    /// - Parameters:
    ///   - old: The size in whose pixels the point is, at least one pixel.
    ///   - new: The other size.
    /// - Returns: The point in pixels of the other size.
    package func scaled(from old: PixelSize, to new: PixelSize) -> SubjectPoint {
        SubjectPoint(
            x: x * Double(new.width) / Double(max(1, old.width)),
            y: y * Double(new.height) / Double(max(1, old.height))
        )
    }

    /// The nearest whole pixel.
    package var rounded: SubjectPoint { SubjectPoint(x: x.rounded(), y: y.rounded()) }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String((value * 100).rounded() / 100)
    }

    /// Why the point cannot be used for a picture.
    ///
    /// - Parameter file: The checked picture; `nil` when it was refused.
    /// - Returns: What is wrong, and what to do; `nil` when nothing is.
    func problem(in file: MediaFile?) -> (message: String, help: String)? {
        guard let file else { return nil }
        guard let path = file.path, let width = file.width, let height = file.height else {
            return ("a point needs a picture that is on this machine", "download the picture, or give a number")
        }
        if let orientation = (try? MediaProbe.probe(path: path))?.orientation, orientation > 1 {
            return ("a point is ambiguous in a picture that is stored rotated", "add --fit, which makes it upright")
        }
        guard x < Double(width), y < Double(height) else {
            return (
                "the point \(text) is outside the picture, which has \(width)x\(height) pixels",
                "count from the upper left corner, in pixels"
            )
        }
        return nil
    }
}

extension GivenInputs.Value {
    /// The point that chooses a subject, when the value is one.
    var point: SubjectPoint? {
        switch self {
        case .text(let text), .json(.string(let text)): SubjectPoint(text)
        case .json, .path, .stored, .bytes, .output, .list: nil
        }
    }
}
