internal import Addresses

/// The query of a canonical request.
enum CanonicalQuery {
    /// The position of an item in the query that it is part of.
    private struct Item {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// Appends the items sorted by the bytes of their decoded names and encoded again; items with the same name keep their order.
    ///
    /// - Parameters:
    ///   - query: The query as it goes over the wire, without `?`.
    ///   - text: What it is appended to.
    static func append(_ query: Span<UInt8>, to text: inout [UInt8]) {
        var items: [Item] = []
        items.reserveCapacity(4)
        var start = 0
        while start < query.count {
            let end = query.firstIndex(of: UInt8(ascii: "&"), in: start..<query.count)
            let nameEnd = query.firstIndex(of: UInt8(ascii: "="), in: start..<end)
            if start < end { items.append(Item(name: start..<nameEnd, value: min(nameEnd + 1, end)..<end)) }
            start = end + 1
        }
        items.sort { PercentEncoding.decodedPrecedes(query.extracting($0.name), query.extracting($1.name)) }
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            PercentEncoding.recode(query.extracting(item.name), to: &text, plusIsSpace: true)
            text.append(UInt8(ascii: "="))
            PercentEncoding.recode(query.extracting(item.value), to: &text, plusIsSpace: true)
        }
    }
}
