internal import Glibc

/// Measures what a piece of work needs of a processor, which other work on the machine does not add to.
///
/// - Parameter work: What the calling thread does.
/// - Returns: Seconds of the thread's own.
package func processorSeconds(_ work: () -> Void) -> Double {
    let start = threadSeconds()
    work()
    return threadSeconds() - start
}

/// What this thread has used of a processor.
private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
