import Synchronization

/// Files that are served for a limited time, such as videos, masks and uploads, each under a name that cannot be guessed.
///
/// A file is deleted once it has expired and no other name refers to it. It is a class because every handler and
/// every task in progress shares it; a mutex guards the items, since no operation waits.
final class Shelf: Sendable {
    /// A file that is served.
    struct Item: Sendable, Hashable {
        /// Where the file is.
        var path: String
        /// The value of the `Content-Type` header.
        var contentType: String
        /// What the URL's query must be; empty for any.
        var query = ""
    }

    /// The answer to a request for a file.
    enum Lookup: Sendable, Hashable {
        /// The file.
        case found(Item)
        /// The URL has expired, or its query is wrong.
        case forbidden
        /// There is no such file.
        case missing
    }

    private struct Content {
        var items: [String: Item] = [:]
        var expired: Set<String> = []
        /// How many names lead to each file.
        var uses: [String: Int] = [:]
        /// Every name with the moment at which it expires, the earliest first.
        var ends: [(name: String, moment: Duration)] = []
        /// How many of ``ends`` have been handled.
        var handled = 0
    }

    private let life: Duration
    private let content = Mutex(Content())

    /// Creates an empty shelf.
    ///
    /// - Parameter life: How long each file is served.
    init(life: Duration) {
        self.life = life
    }

    /// Puts a file on the shelf.
    ///
    /// - Parameters:
    ///   - item: The file.
    ///   - name: Its name.
    ///   - now: The moment.
    func add(_ item: Item, as name: String, at now: Duration) {
        content.withLock { content in
            content.items[name] = item
            content.uses[item.path, default: 0] += 1
            content.ends.append((name, now + life))
        }
    }

    /// Returns the file with a name.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - query: The query of the URL, without `?`.
    ///   - now: The moment.
    /// - Returns: The file, or why it is not served.
    func look(for name: String, query: String = "", at now: Duration) -> Lookup {
        removeExpired(at: now)
        return content.withLock { content in
            guard let item = content.items[name] else { return .missing }
            guard !content.expired.contains(name) else { return .forbidden }
            return item.query.isEmpty || item.query == query ? .found(item) : .forbidden
        }
    }

    /// The query of a file's URL; empty for a file that is not there.
    func query(of name: String) -> String { content.withLock { $0.items[name]?.query ?? "" } }

    /// Deletes expired files.
    ///
    /// - Parameter now: The moment.
    func removeExpired(at now: Duration) {
        let unused = content.withLock { content in
            var unused: [String] = []
            while content.handled < content.ends.count, content.ends[content.handled].moment <= now {
                let name = content.ends[content.handled].name
                content.handled += 1
                guard let path = content.items[name]?.path else { continue }
                content.expired.insert(name)
                let others = content.uses[path, default: 1] - 1
                content.uses[path] = others > 0 ? others : nil
                if others <= 0 { unused.append(path) }
            }
            return unused
        }
        unused.forEach(WorkDirectory.remove)
    }
}
