internal import Glibc

/// Measures the processor time of a piece of work, which other work on the machine does not change.
///
/// - Parameter work: What the calling thread does.
/// - Returns: Seconds of this thread.
package func processorSeconds(_ work: () -> Void) -> Double {
    let start = threadSeconds()
    work()
    return threadSeconds() - start
}

/// The processor time that this thread has used.
private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
