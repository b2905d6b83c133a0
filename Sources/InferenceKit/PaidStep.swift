internal import Glibc

/// The time in which a request that costs money may be sent.
///
/// A process that was suspended between the record of its paid step and the request must not pay when it continues: another process may
/// have taken over the run.
package enum PaidStep {
    /// How long after the beginning of its record a paid step may send requests, on a clock that runs while the machine sleeps.
    package static let sendingTime: Duration = .seconds(20)

    /// The time since this machine was started, also while it sleeps, in nanoseconds: all its processes see the same.
    package static var uptime: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// When a transport must not begin to send any more; `nil` outside of paid steps.
    @TaskLocal package static var sendLimit: ContinuousClock.Instant?
}
