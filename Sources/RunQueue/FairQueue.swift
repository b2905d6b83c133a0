/// Elements that wait in one line a caller; the callers take turns.
///
/// A caller with a thousand elements delays another caller by one element at a time.
struct FairQueue<Element> {
    private struct Line {
        var caller: String
        var elements: [Element]
    }

    /// The lines in the order of their turns; none is empty.
    private var lines: [Line] = []

    /// Creates an empty queue.
    init() {}

    /// How many elements wait.
    private(set) var count = 0

    /// Whether nothing waits.
    var isEmpty: Bool { count == 0 }

    /// All elements, one caller's after another's.
    var elements: [Element] { lines.flatMap(\.elements) }

    /// How many elements of a caller wait.
    func count(of caller: String) -> Int { lines.first { $0.caller == caller }?.elements.count ?? 0 }

    /// Adds an element at the end of its caller's line; a new line has its turn last.
    mutating func append(_ element: Element, of caller: String) {
        count += 1
        if let index = lines.firstIndex(where: { $0.caller == caller }) {
            lines[index].elements.append(element)
        } else {
            lines.append(Line(caller: caller, elements: [element]))
        }
    }

    /// Takes the next element that may be taken now.
    ///
    /// An element that may not be taken is passed by others, of its own caller too, and keeps its place.
    ///
    /// - Parameter isAllowed: Whether an element may be taken.
    /// - Returns: The element; `nil` when there is none.
    mutating func takeFirst(where isAllowed: (Element) -> Bool) -> Element? {
        for index in lines.indices {
            guard let place = lines[index].elements.firstIndex(where: isAllowed) else { continue }
            let element = lines[index].elements.remove(at: place)
            count -= 1
            let line = lines.remove(at: index)
            if !line.elements.isEmpty { lines.append(line) }
            return element
        }
        return nil
    }

    /// Removes an element.
    ///
    /// - Parameter isMeant: Finds the element.
    /// - Returns: The element; `nil` when there is none.
    mutating func remove(where isMeant: (Element) -> Bool) -> Element? {
        for index in lines.indices {
            guard let place = lines[index].elements.firstIndex(where: isMeant) else { continue }
            let element = lines[index].elements.remove(at: place)
            count -= 1
            if lines[index].elements.isEmpty { lines.remove(at: index) }
            return element
        }
        return nil
    }

    /// How many elements are taken before an element, as things are now.
    ///
    /// - Parameter isMeant: Finds the element.
    /// - Returns: 0 for the next; `nil` when there is no such element.
    func position(where isMeant: (Element) -> Bool) -> Int? {
        for (turn, line) in lines.enumerated() {
            guard let depth = line.elements.firstIndex(where: isMeant) else { continue }
            let earlier = lines[..<turn].reduce(0) { $0 + min($1.elements.count, depth + 1) }
            let later = lines[(turn + 1)...].reduce(0) { $0 + min($1.elements.count, depth) }
            return earlier + later + depth
        }
        return nil
    }
}
