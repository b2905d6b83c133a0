/// Files that are served for a while: videos, masks and uploads, each under a name nobody can guess.
struct Shelf: Sendable {
    /// A file that is served.
    struct Item: Sendable, Hashable {
        /// Where the file is.
        var path: String
        /// What the `Content-Type` header says.
        var contentType: String
        /// What the URL's query must be; empty for any.
        var query: String
        /// When it is taken off the shelf.
        var end: Duration?
    }

    /// The answer to a request for a file.
    enum Lookup: Sendable, Hashable {
        /// Here it is.
        case found(Item)
        /// It is there, but not for this query or not any more.
        case forbidden
        /// There is no such file.
        case missing
    }

    private var items: [String: Item] = [:]

    /// Puts a file on the shelf.
    ///
    /// - Parameters:
    ///   - item: The file.
    ///   - name: Its name.
    mutating func add(_ item: Item, as name: String) {
        items[name] = item
    }

    /// Returns the file of a name.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - query: The query of the URL, without `?`.
    ///   - now: The moment.
    /// - Returns: The file, or why it is not served.
    func look(for name: String, query: String, at now: Duration) -> Lookup {
        guard let item = items[name] else { return .missing }
        if let end = item.end, now >= end { return .forbidden }
        return item.query.isEmpty || item.query == query ? .found(item) : .forbidden
    }

    /// The file of a name, whatever its query and its time.
    subscript(name: String) -> Item? { items[name] }
}
