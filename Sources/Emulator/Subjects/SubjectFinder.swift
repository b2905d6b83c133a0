/// Finds what stands out from the ground of a picture, the emulator's idea of a subject.
///
/// The ground is the colour that most of the border has. Everything that differs from it enough, hangs together and
/// covers enough of the picture is a subject. A picture whose border has no such colour is taken for a portrait in
/// front of a busy background, which has one subject.
struct SubjectFinder: Sendable {
    /// The most subjects that are reported, as the vendor does.
    static let maximumSubjects = 5

    /// How much of the border the ground must cover, 0 to 1.
    private static let groundShare = 0.5

    /// The square of the distance from which on two colours differ; the largest is 195,075.
    private static let squaredDistance = 40 * 40

    /// The part of the picture that a subject covers at least, 0 to 1.
    private static let smallestSubject = 0.01

    /// Returns the subjects of a picture.
    ///
    /// - Parameter picture: The picture, best no larger than 320 pixels a side, since every pixel is looked at.
    /// - Returns: At most five masks of the picture's size, the largest first; none for a plain picture.
    func subjects(in picture: Picture) -> [Mask] {
        let border = picture.border
        let ground = mean(of: commonest(of: border))
        let alike = border.count { $0.squaredDistance(to: ground) <= Self.squaredDistance }
        guard Double(alike) >= Double(border.count) * Self.groundShare else { return [portrait(in: picture)] }
        return standingOut(from: ground, in: picture)
    }

    private func standingOut(from ground: Picture.Color, in picture: Picture) -> [Mask] {
        let different = Mask(width: picture.width, height: picture.height) { column, row in
            picture.pixels[row * picture.width + column].squaredDistance(to: ground) > Self.squaredDistance
        }
        let smallest = Int((Double(picture.pixels.count) * Self.smallestSubject).rounded(.up))
        return different.opened().closed().filled().regions()
            .filter { $0.count >= smallest }
            .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
            .prefix(Self.maximumSubjects)
            .map { Mask(width: picture.width, height: picture.height, pixels: $0) }
    }

    /// A head and shoulders where those of a portrait are.
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

// MARK: - The ground

extension SubjectFinder {
    /// The most pixels that are alike in the upper three bits of each channel.
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
