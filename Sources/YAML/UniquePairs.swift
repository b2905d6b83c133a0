/// The pairs of a mapping: in order, and each key once.
///
/// A short mapping is searched from its start, a long one has an index, so that time never grows with the square of the
/// number of keys.
struct UniquePairs {
    private static let longestWithoutIndex = 16
    /// Room for the keys of most mappings.
    private static let usualCount = 8

    /// The pairs so far.
    private(set) var all: [Mapping.Pair] = []
    /// Where each key is in `all`; empty for a short mapping.
    private var places: [String: Int] = [:]
    /// The bits of all keys' codes: most keys that are not here are known by their bit.
    private var bits: UInt64 = 0
    /// Whether all codes distinguish keys.
    private var areTelling = true
    /// Whether there was a key that cannot be kept, such as `<<`.
    var hasRefused = false
    private var hasDash = false

    init() {
        all.reserveCapacity(Self.usualCount)
    }

    /// Adds a pair.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - value: Its value.
    /// - Returns: The earlier pair of the same key, in which case nothing is added.
    mutating func insert(_ key: consuming Mapping.Key, _ value: consuming Node) -> Mapping.Pair? {
        // After `-key:`, each further item of the intended list repeats its keys: that is not a separate mistake.
        if key.isDashWithoutBlank { hasDash = true }
        if !hasDash, let earlier = index(of: key.text, key.code) { return all[earlier] }
        if all.count == Self.longestWithoutIndex {
            for (index, known) in all.enumerated() { places[known.key.text] = index }
        }
        if all.count >= Self.longestWithoutIndex { places[key.text] = all.count }
        bits |= key.code.bit
        areTelling = areTelling && key.code.isTelling
        all.append(Mapping.Pair(key: key, value: value))
        return nil
    }

    /// Takes back what the last key has as its value: readers say nothing about it.
    mutating func invalidateLast() {
        guard let pair = all.popLast() else { return }
        all.append(Mapping.Pair(key: pair.key, value: Node(.invalid, span: pair.value.span)))
    }

    /// Returns where a key is; of one that is there more than once, which only happens after `-key:`, the first place in a
    /// short mapping and the last in a long one.
    func index(of key: String, _ code: KeyCode) -> Int? {
        let isTelling = areTelling && code.isTelling
        if isTelling, bits & code.bit == 0 { return nil }
        if !places.isEmpty { return places[key] }
        return all.firstIndex { (!isTelling || $0.key.code == code) && $0.key.text == key }
    }
}
