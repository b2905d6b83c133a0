import Testing

@testable import RunQueue

struct QueueBoundsTests {
    @Test(arguments: [
        // While there are places, anybody gets one.
        (4, 1_000, 1_003, 1_003, true), (1, 0, 0, 0, true), (1, 2, 2, 2, true),
        // One caller has filled the queue; it gets no more, others their share.
        (4, 1_000, 1_004, 1_004, false), (4, 1_000, 1_004, 0, true), (4, 1_000, 1_103, 99, true),
        (4, 1_000, 1_104, 100, false), (1, 2, 3, 0, true), (1, 2, 3, 1, false),
        // Nobody waits where nobody may.
        (1, 0, 1, 0, false),
        // Many callers together are limited, too.
        (4, 1_000, 2_007, 0, true), (4, 1_000, 2_008, 0, false),
    ])
    func `a caller has places that others cannot take`(
        _ concurrency: Int,
        _ length: Int,
        _ count: Int,
        _ own: Int,
        _ isAccepted: Bool
    ) {
        let bounds = QueueBounds(concurrency: concurrency, length: length)
        #expect(bounds.accept(count: count, own: own) == isAccepted)
    }
}
