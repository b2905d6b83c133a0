/// The pairs of a mapping while it is read: in order, and each key once.
///
/// A short mapping is searched from its start, a long one has an index, so that time never grows with the square of the
/// number of keys.
struct UniquePairs {
    private static let longestWithoutIndex = 16

    /// The pairs so far.
    private(set) var all: [Mapping.Pair] = []
    /// Where each key is in `all`; empty for a short mapping.
    private(set) var places: [String: Int] = [:]
    /// Whether there was a key that cannot be kept, such as `<<`.
    var hasRefused = false
    private var hasDash = false

    /// Adds a pair.
    ///
    /// - Parameter pair: A key and its value.
    /// - Returns: The earlier pair of the same key, in which case nothing is added.
    mutating func insert(_ pair: Mapping.Pair) -> Mapping.Pair? {
        // Behind `-key:` each further item of the intended list repeats its keys: that is not a mistake of its own.
        if pair.key.isDashWithoutBlank { hasDash = true }
        if !hasDash, let earlier = earlier(pair.key.text) { return earlier }
        if all.count == Self.longestWithoutIndex {
            for (index, known) in all.enumerated() { places[known.key.text] = index }
        }
        if all.count >= Self.longestWithoutIndex { places[pair.key.text] = all.count }
        all.append(pair)
        return nil
    }

    /// Takes back what the last key has as its value: readers say nothing about it.
    mutating func invalidateLast() {
        guard let pair = all.popLast() else { return }
        all.append(Mapping.Pair(key: pair.key, value: Node(.invalid, span: pair.value.span)))
    }

    private func earlier(_ key: String) -> Mapping.Pair? {
        if !places.isEmpty { return places[key].map { all[$0] } }
        for index in all.indices where all[index].key.text == key { return all[index] }
        return nil
    }
}
