/// Which pixels of a picture belong to something.
struct Mask: Sendable, Hashable {
    /// The number of columns.
    let width: Int

    /// The number of rows.
    let height: Int

    /// Whether a pixel belongs, row by row from the top; `width * height` values.
    private(set) var bits: [Bool]

    /// Creates a mask.
    ///
    /// - Parameters:
    ///   - width: The number of columns.
    ///   - height: The number of rows.
    ///   - contains: Whether the pixel in a column of a row belongs.
    init(width: Int, height: Int, contains: (_ column: Int, _ row: Int) -> Bool) {
        self.width = width
        self.height = height
        bits = []
        bits.reserveCapacity(width * height)
        for row in 0..<height {
            for column in 0..<width { bits.append(contains(column, row)) }
        }
    }

    /// Creates a mask of some pixels.
    ///
    /// - Parameters:
    ///   - width: The number of columns.
    ///   - height: The number of rows.
    ///   - pixels: Their places, counted row by row from the top; places outside are left out.
    init(width: Int, height: Int, pixels: [Int]) {
        self.width = width
        self.height = height
        bits = [Bool](repeating: false, count: width * height)
        for index in pixels where bits.indices.contains(index) { bits[index] = true }
    }

    /// The smallest rectangle around all pixels that belong; `nil` when none does.
    var bounds: (columns: Range<Int>, rows: Range<Int>)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for row in 0..<height {
            for column in 0..<width where bits[row * width + column] {
                (left, right) = (min(left, column), max(right, column))
                (top, bottom) = (min(top, row), max(bottom, row))
            }
        }
        return right < 0 ? nil : (left..<right + 1, top..<bottom + 1)
    }

    /// The same with the pixels of another mask of the same size added.
    func union(_ other: Mask) -> Mask {
        guard other.width == width, other.height == height else { return self }
        var result = self
        for index in bits.indices where other.bits[index] { result.bits[index] = true }
        return result
    }
}

// MARK: - Cleaning up

extension Mask {
    /// The mask grown by one pixel in all eight directions.
    func dilated() -> Mask { combined(outside: false) { $0 || $1 || $2 } }

    /// The mask shrunk by one pixel; what lies outside the picture counts as belonging.
    func eroded() -> Mask { combined(outside: true) { $0 && $1 && $2 } }

    /// Without specks and bridges thinner than three pixels.
    func opened() -> Mask { eroded().dilated() }

    /// With gaps thinner than three pixels closed.
    func closed() -> Mask { dilated().eroded() }

    /// With everything added that the mask encloses.
    func filled() -> Mask {
        let outside = Mask(
            width: width,
            height: height,
            pixels: complement.regions(touchingEdgeOnly: true).flatMap { $0 }
        )
        return outside.complement
    }

    private var complement: Mask {
        var result = self
        for index in bits.indices { result.bits[index] = !bits[index] }
        return result
    }

    /// Applies a rule to each pixel and its two neighbours, first along rows, then along columns.
    private func combined(outside: Bool, _ rule: (Bool, Bool, Bool) -> Bool) -> Mask {
        let along = Mask(width: width, height: height) { column, row in
            let index = row * width + column
            return rule(
                column > 0 ? bits[index - 1] : outside,
                bits[index],
                column < width - 1 ? bits[index + 1] : outside
            )
        }
        return Mask(width: width, height: height) { column, row in
            let index = row * width + column
            return rule(
                row > 0 ? along.bits[index - width] : outside,
                along.bits[index],
                row < height - 1 ? along.bits[index + width] : outside
            )
        }
    }
}

// MARK: - Regions

extension Mask {
    /// Returns the connected regions; neighbours share an edge.
    ///
    /// - Parameter touchingEdgeOnly: Whether regions that do not reach the picture's edge are left out.
    /// - Returns: The places of the pixels of each region.
    func regions(touchingEdgeOnly: Bool = false) -> [[Int]] {
        var seen = [Bool](repeating: false, count: bits.count)
        var found: [[Int]] = []
        for start in bits.indices where bits[start] && !seen[start] {
            let (column, row) = (start % width, start / width)
            let isEdge = column == 0 || row == 0 || column == width - 1 || row == height - 1
            if touchingEdgeOnly && !isEdge { continue }
            found.append(region(from: start, seen: &seen))
        }
        return found
    }

    private func region(from start: Int, seen: inout [Bool]) -> [Int] {
        var members = [start]
        seen[start] = true
        var next = 0
        while next < members.count {
            let index = members[next]
            next += 1
            let column = index % width
            let neighbours = [
                column > 0 ? index - 1 : -1, column < width - 1 ? index + 1 : -1,
                index - width, index + width,
            ]
            for neighbour in neighbours
            where bits.indices.contains(neighbour) && bits[neighbour] && !seen[neighbour] {
                seen[neighbour] = true
                members.append(neighbour)
            }
        }
        return members
    }
}
