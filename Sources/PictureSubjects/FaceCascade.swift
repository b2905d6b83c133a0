/// A detector of faces seen from the front: stages of tests on local binary patterns, by which most places fail early.
///
/// A test compares nine cells of the same size. Each of the eight outer cells gives one bit of a code: whether it is at
/// least as bright as the cell in the middle.
struct FaceCascade: Sendable {
    /// The side of the square that is examined, in pixels.
    static let side = 24

    private struct Test: Sendable {
        var column, row, width, height: Int
        var codes: [UInt32]
        var passes, fails: Float
    }

    private struct Stage: Sendable {
        var threshold: Float
        var tests: [Test] = []
    }

    private let stages: [Stage]

    /// The detector that is used.
    static let frontal = FaceCascade(table)

    /// Reads a table; a line that cannot be read is left out.
    private init(_ table: String) {
        var stages: [Stage] = []
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let threshold = Float(words[1]) {
                stages.append(Stage(threshold: threshold))
            } else if words.count == 14, let passes = Float(words[12]), let fails = Float(words[13]) {
                let cell = words[0..<4].compactMap { Int($0) }
                let codes = words[4..<12].compactMap { UInt32($0, radix: 16) }
                guard cell.count == 4, codes.count == 8, !stages.isEmpty else { continue }
                stages[stages.count - 1].tests.append(
                    Test(
                        column: cell[0],
                        row: cell[1],
                        width: cell[2],
                        height: cell[3],
                        codes: codes,
                        passes: passes,
                        fails: fails
                    )
                )
            }
        }
        self.stages = stages
    }

    /// How many stages and tests there are.
    var counts: (stages: Int, tests: Int) { (stages.count, stages.reduce(0) { $0 + $1.tests.count }) }

    /// Returns the corners of all squares that show a face.
    ///
    /// - Parameters:
    ///   - picture: The picture; squares have ``side`` pixels.
    ///   - isCandidate: Whether a square is worth a test, given the column and the row of its upper left corner. It is
    ///     asked once for every block of four by four corners.
    /// - Returns: Columns and rows of upper left corners.
    func faces(in picture: GrayPicture, where isCandidate: (Int, Int) -> Bool) -> [(column: Int, row: Int)] {
        let columns = picture.width + 1
        let last = (column: picture.width - Self.side, row: picture.height - Self.side)
        guard last.column >= 0, last.row >= 0 else { return [] }
        var found: [(column: Int, row: Int)] = []
        picture.sums.withUnsafeBufferPointer { sums in
            for top in stride(from: 0, through: last.row, by: 4) {
                for left in stride(from: 0, through: last.column, by: 4) where isCandidate(left, top) {
                    for row in top...min(top + 3, last.row) {
                        for column in left...min(left + 3, last.column) {
                            if isFace(sums, columns, at: row * columns + column) { found.append((column, row)) }
                        }
                    }
                }
            }
        }
        return found
    }

    private func isFace(_ sums: UnsafeBufferPointer<Int32>, _ columns: Int, at corner: Int) -> Bool {
        for stage in stages {
            var sum: Float = 0
            for test in stage.tests {
                let code = code(test, sums, columns, at: corner)
                sum += test.codes[code >> 5] >> UInt32(code & 31) & 1 == 1 ? test.passes : test.fails
            }
            if sum < stage.threshold { return false }
        }
        return true
    }

    private func code(_ test: Test, _ sums: UnsafeBufferPointer<Int32>, _ columns: Int, at corner: Int) -> Int {
        let start = corner + test.row * columns + test.column
        let down = test.height * columns
        func cell(_ row: Int, _ column: Int) -> Int32 {
            let place = start + row * down + column * test.width
            return sums[place + down + test.width] - sums[place + test.width] - sums[place + down] + sums[place]
        }
        let middle = cell(1, 1)
        var code = 0
        // Clockwise from the upper left, the first one in the highest bit.
        code |= cell(0, 0) >= middle ? 128 : 0
        code |= cell(0, 1) >= middle ? 64 : 0
        code |= cell(0, 2) >= middle ? 32 : 0
        code |= cell(1, 2) >= middle ? 16 : 0
        code |= cell(2, 2) >= middle ? 8 : 0
        code |= cell(2, 1) >= middle ? 4 : 0
        code |= cell(2, 0) >= middle ? 2 : 0
        code |= cell(1, 0) >= middle ? 1 : 0
        return code
    }
}
