import Testing

@testable import RunQueue

struct FairQueueTests {
    /// Elements as `CALLER NUMBER`, in the order in which they were added.
    private func queue(_ elements: String...) -> FairQueue<String> {
        var queue = FairQueue<String>()
        for element in elements { queue.append(element, of: String(element.prefix(1))) }
        return queue
    }

    private func all(_ queue: FairQueue<String>) -> [String] {
        var queue = queue
        var taken: [String] = []
        while let next = queue.takeFirst(where: { _ in true }) { taken.append(next) }
        return taken
    }

    @Test func `each caller's elements are counted`() {
        let queue = queue("a1", "b1", "a2")
        #expect(["a", "b", "c"].map(queue.count(of:)) == [2, 1, 0] && queue.count == 3)
    }

    @Test func `one caller's elements keep their order`() {
        #expect(all(queue("a1", "a2", "a3")) == ["a1", "a2", "a3"])
    }

    @Test func `callers take turns, however many elements each has`() {
        #expect(all(queue("a1", "a2", "a3", "a4", "b1", "c1", "b2")) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"])
    }

    @Test func `the position of an element is how many are taken before it`() {
        let queue = queue("a1", "a2", "a3", "a4", "b1", "c1", "b2")
        for (index, element) in all(queue).enumerated() {
            #expect(queue.position { $0 == element } == index, "\(element)")
        }
        #expect(queue.position { $0 == "d1" } == nil)
    }

    @Test func `an element that may not be taken is passed and keeps its place`() {
        var queue = queue("a1", "a2", "b1")
        #expect(queue.takeFirst { $0 != "a1" } == "a2")
        #expect(queue.takeFirst { $0.hasPrefix("z") } == nil)
        #expect(queue.count == 2)
        #expect(all(queue) == ["b1", "a1"])
    }

    @Test func `an element is removed wherever it is`() {
        var queue = queue("a1", "a2", "b1")
        #expect(queue.remove { $0 == "a2" } == "a2")
        #expect(queue.remove { $0 == "a2" } == nil)
        #expect(queue.remove { $0 == "b1" } == "b1")
        #expect(queue.count == 1 && !queue.isEmpty)
        #expect(all(queue) == ["a1"])
    }
}
