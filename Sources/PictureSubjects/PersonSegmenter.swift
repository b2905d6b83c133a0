/// Finds the outlines of people from their faces.
struct PersonSegmenter: Sendable {
    private let picture: Picture

    /// Prepares a picture.
    ///
    /// - Parameter picture: The picture.
    init(_ picture: Picture) { self.picture = picture }

    /// Returns what belongs to each of several people.
    ///
    /// The middle of the head and the chest certainly belong to a person; pixels far from every face certainly do not.
    /// The pixels in between are divided by ``RegionGrowth``.
    ///
    /// - Parameters:
    ///   - faces: One face of each person.
    ///   - region: Where the people are; `nil` when unknown.
    /// - Returns: A mask for each face, in the same order; empty where nothing was found.
    func people(with faces: [Face], in region: Mask? = nil) -> [Mask] {
        let background = faces.count
        let seeds = picture.pixels.indices.map { index -> Int? in
            let (column, row) = (index % picture.width, index / picture.width)
            guard region?.bits[index] ?? true else { return background }
            let places = faces.map { Place(column: column, row: row, in: $0) }
            let inside = faces.indices.filter { places[$0].isCore }
            if let nearest = inside.min(by: { places[$0].across < places[$1].across }) { return nearest }
            return region == nil && !places.contains(where: \.isNear) ? background : nil
        }
        let owners = RegionGrowth(picture, stepCost: 1).grow(seeds).owners
        return faces.indices.map { face in
            let mask = Mask(
                width: picture.width,
                height: picture.height,
                pixels: owners.indices.filter { owners[$0] == face }
            )
            let largest = mask.regions().max { $0.count < $1.count } ?? []
            return Mask(width: picture.width, height: picture.height, pixels: largest).filled()
        }
    }
}

/// Where a pixel is, seen from a face.
private struct Place {
    /// The distances from the middle of the face, in sides of its square: to one side, and downward.
    let across, down: Double

    init(column: Int, row: Int, in face: Face) {
        across = abs(Double(column) + 0.5 - face.x) / face.side
        down = (Double(row) + 0.5 - face.y) / face.side
    }

    /// Whether the pixel is in the middle of the head or of the chest.
    var isCore: Bool {
        let isHead = isInOval(0.45, 0.65)
        let isChest = (0.5...2.4).contains(down) && across <= min(0.25 + max(0, down - 0.6) * 0.6, 0.6)
        return isHead || isChest
    }

    /// Whether the pixel can belong to the person at all: a head, and a body of about seven heads.
    var isNear: Bool {
        let isHead = isInOval(0.85, 1.25)
        let isBody = (0.3...7.5).contains(down) && across <= min(0.5 + (down - 0.3) * 1.6, 1.9)
        return isHead || isBody
    }

    private func isInOval(_ halfWidth: Double, _ halfHeight: Double) -> Bool {
        let (x, y) = (across / halfWidth, down / halfHeight)
        return x * x + y * y <= 1
    }
}
