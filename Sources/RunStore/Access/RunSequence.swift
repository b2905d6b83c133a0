/// Recorded runs, newest first, read page by page, so that a list of any length takes little memory.
///
/// Each page is a consistent state of the store. A run that is created meanwhile does not appear.
package struct RunSequence: AsyncSequence, Sendable {
    private let database: any RunDatabase
    private let filter: RunFilter
    private let pageSize: Int

    fileprivate init(_ database: any RunDatabase, _ filter: RunFilter, pageSize: Int) {
        self.database = database
        self.filter = filter
        self.pageSize = pageSize
    }

    /// Starts reading.
    package func makeAsyncIterator() -> Iterator {
        Iterator(database, filter, pageSize: pageSize)
    }

    /// Reads the next page when the runs of the last one have been returned.
    package struct Iterator: AsyncIteratorProtocol {
        private let database: any RunDatabase
        private let pageSize: Int
        private var filter: RunFilter
        private var page: ArraySlice<Run> = []
        private var isAtEnd = false

        fileprivate init(_ database: any RunDatabase, _ filter: RunFilter, pageSize: Int) {
            self.database = database
            self.filter = filter
            self.pageSize = Swift.max(1, pageSize)
        }

        /// The next run; `nil` after the last.
        ///
        /// - Throws: ``RunStoreError`` when the store cannot be read.
        package mutating func next() async throws(RunStoreError) -> Run? {
            if page.isEmpty, !isAtEnd { try await readPage() }
            return page.popFirst()
        }

        /// The next run; `nil` after the last.
        ///
        /// - Parameter actor: The caller's isolation.
        /// - Returns: The run.
        /// - Throws: ``RunStoreError`` when the store cannot be read.
        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(RunStoreError) -> Run? {
            try await next()
        }

        private mutating func readPage() async throws(RunStoreError) {
            var part = filter
            part.limit = Swift.min(filter.limit ?? pageSize, pageSize)
            let runs = try await database.runs(part)
            page = runs[...]
            filter.limit = filter.limit.map { $0 - runs.count }
            filter.after = runs.last.map { RunPosition(created: $0.created, id: $0.id) }
            isAtEnd = runs.count < pageSize || filter.limit == 0
        }
    }
}

extension RunDatabase {
    /// The runs that match a filter, newest first, read page by page.
    ///
    /// - Parameters:
    ///   - filter: Which runs.
    ///   - pageSize: How many runs are in memory at a time.
    /// - Returns: A sequence that can be iterated several times.
    package func sequence(_ filter: RunFilter, pageSize: Int = 200) -> RunSequence {
        RunSequence(self, filter, pageSize: pageSize)
    }
}
