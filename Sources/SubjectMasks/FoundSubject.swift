package import InferenceKit
package import MediaFitting

/// A subject that was found in a picture.
package struct FoundSubject: Sendable, Hashable {
    /// The number that chooses it.
    package let index: Int
    /// The distance of its box from the left side of the picture, in pixels of the picture.
    package private(set) var x: Int
    /// The distance of its box from the upper side of the picture, in pixels.
    package private(set) var y: Int
    /// The width of its box in pixels.
    package private(set) var width: Int
    /// The height of its box in pixels.
    package private(set) var height: Int
    /// A point inside it, which chooses it as `@X,Y`.
    package private(set) var point: (x: Int, y: Int)
    /// The part of the picture that it covers, from 0 to 1.
    package let share: Double
    /// Where it is, in words, such as "left" or "upper right".
    package let place: String

    /// Describes a subject; `nil` for an empty mask.
    ///
    /// - Parameters:
    ///   - index: The number that chooses it.
    ///   - mask: Its mask, of any size.
    ///   - pictureWidth: The width of the picture in pixels.
    ///   - pictureHeight: The height of the picture in pixels.
    package init?(_ index: Int, _ mask: GrayMask, pictureWidth: Int, pictureHeight: Int) {
        guard let box = mask.box, let middle = mask.middle else { return nil }
        let across = { (value: Int) in value * pictureWidth / mask.width }
        let down = { (value: Int) in value * pictureHeight / mask.height }
        self.index = index
        x = across(box.x.lowerBound)
        y = down(box.y.lowerBound)
        width = max(1, across(box.x.upperBound + 1) - x)
        height = max(1, down(box.y.upperBound + 1) - y)
        point = (across(middle.x) + pictureWidth / mask.width / 2, down(middle.y) + pictureHeight / mask.height / 2)
        share = Double(mask.area) / Double(mask.width * mask.height)
        place = Self.words(
            Double(box.x.lowerBound + box.x.upperBound + 1) / 2 / Double(mask.width),
            Double(box.y.lowerBound + box.y.upperBound + 1) / 2 / Double(mask.height)
        )
    }

    /// The same subject in the picture at another size.
    ///
    /// - Parameters:
    ///   - old: The size to which its numbers refer, in pixels.
    ///   - new: The other size.
    /// - Returns: The subject, with its box and its point in pixels of the other size.
    package func scaled(from old: PixelSize, to new: PixelSize) -> FoundSubject {
        let across = { (value: Int) in value * new.width / max(1, old.width) }
        let down = { (value: Int) in value * new.height / max(1, old.height) }
        var subject = self
        (subject.x, subject.y) = (across(x), down(y))
        subject.width = max(1, across(x + width) - subject.x)
        subject.height = max(1, down(y + height) - subject.y)
        // The middle of the pixel of the old size stays inside of the subject.
        subject.point = (
            across(point.x) + new.width / max(1, old.width) / 2, down(point.y) + new.height / max(1, old.height) / 2
        )
        return subject
    }

    /// The subject in one line: `0: left, 41 % of the picture`.
    package var text: String {
        let percent = share * 100
        let shown = percent < 10 ? String((percent * 10).rounded() / 10) : String(Int(percent.rounded()))
        return "\(index): \(place), \(shown) % of the picture"
    }

    /// The subject for programs.
    package var json: JSONValue {
        [
            "index": .int(index),
            "box": ["x": .int(x), "y": .int(y), "width": .int(width), "height": .int(height)],
            "point": ["x": .int(point.x), "y": .int(point.y)],
            "share": .double((share * 10_000).rounded() / 10_000),
            "place": .string(place),
        ]
    }

    private static func words(_ across: Double, _ down: Double) -> String {
        let horizontal = across < 0.4 ? "left" : across > 0.6 ? "right" : "center"
        let vertical = down < 0.33 ? "upper " : down > 0.67 ? "lower " : ""
        return vertical + horizontal
    }

    package static func == (a: FoundSubject, b: FoundSubject) -> Bool {
        a.index == b.index && a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height
            && a.point == b.point && a.share == b.share
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(index)
        hasher.combine(x)
        hasher.combine(y)
    }
}
