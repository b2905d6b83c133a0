/// Which pixels of a picture belong to something, such as a subject.
package struct Mask: Sendable, Hashable {
    /// The number of columns.
    package let width: Int

    /// The number of rows.
    package let height: Int

    /// Whether a pixel belongs, row by row from the top; `width * height` values.
    package private(set) var bits: [Bool]

    /// Creates a mask.
    ///
    /// - Parameters:
    ///   - width: The number of columns.
    ///   - height: The number of rows.
    ///   - contains: Whether the pixel in a column of a row belongs.
    package init(width: Int, height: Int, contains: (_ column: Int, _ row: Int) -> Bool) {
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

    /// The number of pixels that belong.
    var area: Int { bits.count { $0 } }

    /// The smallest rectangle around all pixels that belong; `nil` when none does.
    package var bounds: (columns: Range<Int>, rows: Range<Int>)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for row in 0..<height {
            for column in 0..<width where bits[row * width + column] {
                (left, right) = (min(left, column), max(right, column))
                (top, bottom) = (min(top, row), max(bottom, row))
            }
        }
        return right < 0 ? nil : (left..<right + 1, top..<bottom + 1)
    }

    /// The union with another mask of the same size.
    package func union(_ other: Mask) -> Mask {
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

    /// The mask shrunk by one pixel; outside the picture counts as belonging.
    package func eroded() -> Mask { combined(outside: true) { $0 && $1 && $2 } }

    /// The mask without specks and bridges thinner than three pixels.
    func opened() -> Mask { eroded().dilated() }

    /// The mask without gaps thinner than three pixels.
    func closed() -> Mask { dilated().eroded() }

    /// The mask with its holes filled.
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

    /// Applies a rule to each pixel and its two neighbors, first along rows, then along columns.
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
    /// Returns the connected regions; neighbors share an edge.
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
            func visit(_ neighbor: Int) {
                guard bits[neighbor], !seen[neighbor] else { return }
                seen[neighbor] = true
                members.append(neighbor)
            }
            if column > 0 { visit(index - 1) }
            if column < width - 1 { visit(index + 1) }
            if index >= width { visit(index - width) }
            if index + width < bits.count { visit(index + width) }
        }
        return members
    }
}
