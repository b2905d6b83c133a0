internal import Addresses
internal import Hummingbird

extension Request {
    /// The items of the query, decoded; of two with one name the first counts.
    var query: [String: String] {
        var items: [String: String] = [:]
        for item in (uri.query ?? "").split(separator: "&").prefix(100) {
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.map { PercentDecoding.strictlyDecoded($0) ?? String($0) }
            if items[decoded[0]] == nil { items[decoded[0]] = decoded.count > 1 ? decoded[1] : "" }
        }
        return items
    }
}
