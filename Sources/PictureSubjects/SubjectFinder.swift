/// Finds the subjects of a picture: what differs from a plain background, people, or else what stands out.
///
/// `docs/emulator.md` describes it for users. It is good enough for tests, not as good as the service.
package struct SubjectFinder: Sendable {
    /// The most subjects that are reported, as by the vendor.
    package static let maximumSubjects = 5

    /// The longest side at which outlines are sought; a larger picture is halved.
    private static let largestSide = 320

    /// How much of the border a plain background must cover, 0 to 1.
    private static let groundShare = 0.5

    /// The square of the least distance of two colors that differ; the largest is 195,075.
    private static let squaredDistance = 40 * 40

    /// The least part of the picture that a subject covers, 0 to 1.
    private static let smallestSubject = 0.01

    /// The same for a subject on a busy background, which is less certain.
    private static let smallestOnBusyGround = 0.02

    /// Creates a finder.
    package init() {}

    /// Returns the subjects of a picture.
    ///
    /// - Parameter photo: The picture, best with a longest side of 480 pixels: faces below 24 pixels are not found.
    /// - Returns: At most five masks of the same size, that of the picture or half of it, the largest first; none for a
    ///   plain picture.
    package func subjects(in photo: Picture) -> [Mask] {
        let isLarge = max(photo.width, photo.height) > Self.largestSide
        let picture = isLarge ? photo.halved : photo
        let faces = FaceFinder().faces(in: photo).prefix(Self.maximumSubjects).map { isLarge ? $0.halved : $0 }
        let border = picture.border
        let ground = mean(of: commonest(of: border))
        let alike = border.count { $0.squaredDistance(to: ground) <= Self.squaredDistance }
        if Double(alike) >= Double(border.count) * Self.groundShare {
            let regions = standingOut(from: ground, in: picture)
            let subjects = regions.flatMap { divided($0, among: faces, in: picture) }
            return largest(subjects, covering: Self.smallestSubject)
        }
        let people = largest(PersonSegmenter(picture).people(with: faces), covering: Self.smallestSubject)
        guard people.isEmpty else { return people }
        let salient = largest(salient(in: picture), covering: Self.smallestOnBusyGround)
        return salient.isEmpty ? [portrait(in: picture)] : salient
    }

    private func largest(_ masks: [Mask], covering share: Double) -> [Mask] {
        Array(
            masks.map { (mask: $0, area: $0.area) }
                .filter { Double($0.area) >= Double($0.mask.bits.count) * share }
                .sorted { ($1.area, $0.mask.first) < ($0.area, $1.mask.first) }
                .prefix(Self.maximumSubjects)
                .map(\.mask)
        )
    }

    /// The connected regions that differ from the background.
    private func standingOut(from ground: Picture.Color, in picture: Picture) -> [Mask] {
        Mask(width: picture.width, height: picture.height) { column, row in
            picture.pixels[row * picture.width + column].squaredDistance(to: ground) > Self.squaredDistance
        }
        .opened().closed().filled().parts(covering: Self.smallestSubject)
    }

    /// Divides a region that shows several people.
    private func divided(_ region: Mask, among faces: [Face], in picture: Picture) -> [Mask] {
        let inside = faces.filter { face in
            region.bits[min(Int(face.y), region.height - 1) * region.width + min(Int(face.x), region.width - 1)]
        }
        return inside.count < 2 ? [region] : PersonSegmenter(picture).people(with: inside, in: region)
    }

    /// The regions that can be reached from the border only through strong changes of color.
    private func salient(in picture: Picture) -> [Mask] {
        let (width, height) = (picture.width, picture.height)
        let seeds = picture.pixels.indices.map { index -> Int? in
            let (column, row) = (index % width, index / width)
            return column == 0 || row == 0 || column == width - 1 || row == height - 1 ? 0 : nil
        }
        let distances = RegionGrowth(picture, stepCost: 0).grow(seeds).distances.map(Double.init)
        let mean = distances.reduce(0, +) / Double(distances.count)
        let deviation = (distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(distances.count)).squareRoot()
        return Mask(width: width, height: height) { column, row in
            distances[row * width + column] > mean + deviation
        }
        .closed().filled().opened().parts(covering: Self.smallestOnBusyGround)
    }

    /// A head and shoulders where a portrait has them.
    private func portrait(in picture: Picture) -> Mask {
        Mask(width: picture.width, height: picture.height) { column, row in
            let x = (Double(column) + 0.5) / Double(picture.width) - 0.5
            let y = (Double(row) + 0.5) / Double(picture.height)
            func isInOval(center: Double, _ halfWidth: Double, _ halfHeight: Double) -> Bool {
                let (across, down) = (x / halfWidth, (y - center) / halfHeight)
                return across * across + down * down <= 1
            }
            return isInOval(center: 0.3, 0.2, 0.25) || isInOval(center: 1, 0.42, 0.52)
        }
    }
}

extension Face {
    /// The face in a picture of half the size.
    fileprivate var halved: Face { Face(x: x / 2, y: y / 2, side: side / 2) }
}

extension Mask {
    /// Returns the connected regions, each as a mask.
    ///
    /// - Parameter share: The least part of the picture that a region covers, 0 to 1.
    /// - Returns: The masks.
    fileprivate func parts(covering share: Double) -> [Mask] {
        regions().filter { Double($0.count) >= Double(bits.count) * share }
            .map { Mask(width: width, height: height, pixels: $0) }
    }

    /// The first pixel that belongs, row by row; the number of pixels when none does.
    fileprivate var first: Int { bits.firstIndex(of: true) ?? bits.count }
}

// MARK: - The ground

extension SubjectFinder {
    /// The largest group of pixels that have the same upper three bits in each channel.
    private func commonest(of pixels: [Picture.Color]) -> [Picture.Color] {
        Dictionary(grouping: pixels) { ($0.red / 32 * 8 + $0.green / 32) * 8 + $0.blue / 32 }
            .max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?
            .value ?? []
    }

    private func mean(of colors: [Picture.Color]) -> Picture.Color {
        let count = max(1, colors.count)
        return Picture.Color(
            red: colors.reduce(0) { $0 + $1.red } / count,
            green: colors.reduce(0) { $0 + $1.green } / count,
            blue: colors.reduce(0) { $0 + $1.blue } / count
        )
    }
}
