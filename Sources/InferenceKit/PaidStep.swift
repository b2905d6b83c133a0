/// The time in which a request that costs money may be sent.
///
/// A process that was suspended between the record of its paid step and the request must not pay when it continues: another process may
/// have taken over the run.
package enum PaidStep {
    /// How long after the beginning of its record a paid step may send requests, on a clock that runs while the machine sleeps.
    package static let sendingTime: Duration = .seconds(20)

    /// When a transport must not begin to send any more; `nil` outside of paid steps.
    @TaskLocal package static var sendLimit: ContinuousClock.Instant?
}
