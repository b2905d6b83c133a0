import Dispatch
import Glibc
import Synchronization

/// The same work on many values, in parallel.
enum ConcurrentWork {
    /// How many values a worker takes at a time: enough to make the counter's cost negligible, few enough to keep all workers busy at the end.
    private static let stride = 8
    private static let mostWorkers = 16

    /// Gathers the results of many values.
    ///
    /// - Parameters:
    ///   - values: The values.
    ///   - result: What a worker starts with.
    ///   - work: Adds the result of one value to what the worker has gathered.
    /// - Returns: What each worker has gathered, in no order.
    static func gather<Value: Sendable, Result: Sendable>(
        from values: [Value],
        into result: Result,
        work: @Sendable (Value, inout Result) -> Void
    ) -> [Result] {
        let next = Atomic(0)
        let results = Mutex([Result]())
        DispatchQueue.concurrentPerform(iterations: workers(for: values.count)) { _ in
            var gathered = result
            while true {
                let start = next.add(stride, ordering: .relaxed).oldValue
                guard start < values.count else { break }
                for value in values[start..<min(start + stride, values.count)] { work(value, &gathered) }
            }
            results.withLock { [gathered] in $0.append(gathered) }
        }
        return results.withLock { $0 }
    }

    private static func workers(for values: Int) -> Int {
        let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return max(1, min(processors, mostWorkers, values / stride))
    }
}
