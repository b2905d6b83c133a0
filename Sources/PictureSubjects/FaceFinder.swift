/// A face in a picture.
struct Face: Sendable, Hashable {
    /// The middle of the square from the eyebrows to the mouth, in pixels.
    var x, y: Double

    /// The side of that square in pixels.
    var side: Double
}

/// Finds faces in a picture at all sizes, and omits what does not have the color of skin.
struct FaceFinder: Sendable {
    /// By how much the examined size grows from step to step.
    private static let step = 1.15

    /// The least part of a square that has the color of skin, 0 to 1: in one square, and in a face.
    private static let skin = (square: 0.25, face: 0.5)

    /// How many squares must agree on a face: in a color picture, and in a gray one, where skin cannot help.
    private static let votes = (color: 3, gray: 8)

    /// Returns the faces of a picture.
    ///
    /// - Parameter picture: The picture; faces below 24 pixels are not found.
    /// - Returns: The faces; those that most squares agree on first.
    func faces(in picture: Picture) -> [Face] {
        let isGray = picture.isGray
        let skin = SkinMap(picture)
        let gray = GrayPicture(picture)
        var groups: [FaceGroup] = []
        var scale = 1.0
        while true {
            let size = (width: Int(Double(picture.width) / scale), height: Int(Double(picture.height) / scale))
            guard min(size.width, size.height) >= FaceCascade.side else { break }
            let scaled = scale == 1 ? gray : gray.scaled(width: size.width, height: size.height)
            let side = Double(FaceCascade.side) * scale
            func face(_ column: Int, _ row: Int) -> Face {
                Face(x: Double(column) * scale + side / 2, y: Double(row) * scale + side / 2, side: side)
            }
            let found = FaceCascade.frontal.faces(in: scaled) { column, row in
                isGray || skin.share(of: face(column, row)) >= Self.skin.square
            }
            for place in found { Self.add(face(place.column, place.row), to: &groups) }
            scale *= Self.step
        }
        let votes = isGray ? Self.votes.gray : Self.votes.color
        return Self.distinct(
            groups.filter { group in
                group.count >= votes && (isGray || skin.share(of: group.face) >= Self.skin.face)
            }
            .sorted { ($1.count, $0.face.x) < ($0.count, $1.face.x) }
            .map(\.face)
        )
    }

    private static func add(_ face: Face, to groups: inout [FaceGroup]) {
        let index = groups.firstIndex { group in
            let mean = group.face
            return abs(face.x - mean.x) < mean.side * 0.3 && abs(face.y - mean.y) < mean.side * 0.3
                && (0.6...1.7).contains(face.side / mean.side)
        }
        if let index { groups[index].add(face) } else { groups.append(FaceGroup(face)) }
    }

    /// Omits faces that overlap a better one, such as a mouth that looks like a face.
    private static func distinct(_ faces: [Face]) -> [Face] {
        faces.reduce(into: []) { kept, face in
            let overlaps = kept.contains { other in
                let reach = (face.side + other.side) * 0.5
                return abs(face.x - other.x) < reach && abs(face.y - other.y) < reach
            }
            if !overlaps { kept.append(face) }
        }
    }
}

/// Squares that show the same face.
private struct FaceGroup {
    private(set) var count = 1
    private var sum: Face

    init(_ face: Face) { sum = face }

    /// The mean of the squares.
    var face: Face {
        let count = Double(count)
        return Face(x: sum.x / count, y: sum.y / count, side: sum.side / count)
    }

    mutating func add(_ face: Face) {
        count += 1
        sum = Face(x: sum.x + face.x, y: sum.y + face.y, side: sum.side + face.side)
    }
}
