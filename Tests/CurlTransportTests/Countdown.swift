import Glibc
import Synchronization

/// A meeting point for threads: everybody waits until all have arrived.
final class Countdown: @unchecked Sendable {
    private var missing: Int
    // Heap memory, since these may not move; guarded by themselves.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ count: Int) {
        missing = count
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        changed.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func arriveAndWait() {
        pthread_mutex_lock(mutex)
        missing -= 1
        pthread_cond_broadcast(changed)
        while missing > 0 { pthread_cond_wait(changed, mutex) }
        pthread_mutex_unlock(mutex)
    }
}

/// Counts how many are inside at once.
final class Gauge: Sendable {
    private let counts = Mutex((now: 0, maximum: 0))

    var maximum: Int { counts.withLock(\.maximum) }

    func enter() {
        counts.withLock { counts in
            counts.now += 1
            counts.maximum = max(counts.maximum, counts.now)
        }
    }

    func leave() {
        counts.withLock { $0.now -= 1 }
    }
}
