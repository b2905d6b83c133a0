internal import Synchronization

/// Does something with every row, several rows at a time.
final class RowWork: Sendable {
    private let count: Int
    private let width: Int
    private let next = Mutex(0)

    /// How many rows are taken at a time, so that taking them costs nothing.
    private static let stride = 16

    /// - Parameters:
    ///   - count: How many rows there are.
    ///   - width: How many are worked on at a time.
    init(count: Int, width: Int) {
        self.count = count
        self.width = max(1, width)
    }

    /// Does the work.
    ///
    /// - Parameter body: The work on the row with this number, from 0; returns what is to be kept of it.
    /// - Returns: What was kept, in the order of the rows.
    /// - Throws: The first error of the work; the rest is not done then.
    func results<Kept: Sendable>(_ body: @Sendable @escaping (Int) async throws -> Kept?) async throws -> [(Int, Kept)]
    {
        try await withThrowingTaskGroup(of: [(Int, Kept)].self) { group in
            for _ in 0..<width {
                group.addTask { [self] in
                    var kept: [(Int, Kept)] = []
                    while let part = take() {
                        for index in part {
                            if let value = try await body(index) { kept.append((index, value)) }
                        }
                        try Task.checkCancellation()
                    }
                    return kept
                }
            }
            var all: [(Int, Kept)] = []
            for try await kept in group { all += kept }
            return all.sorted { $0.0 < $1.0 }
        }
    }

    private func take() -> Range<Int>? {
        next.withLock { next in
            guard next < count else { return nil }
            defer { next += Self.stride }
            return next..<min(next + Self.stride, count)
        }
    }
}
