package import ErrorReporting
package import FoundationEssentials

extension QueueTerms {
    /// Records that a run rests that was interrupted; called while its lease is held.
    ///
    /// - Parameters:
    ///   - lease: The lease.
    ///   - database: Where the run is recorded.
    ///   - report: What has stopped it.
    ///   - time: Now.
    package func rest(_ lease: RunLease, in database: any RunDatabase, after report: ErrorReport, at time: Date) async {
        let cause = RestRules.cause(of: report.code)
        guard let length = rest?(cause), length > .zero else { return }
        let rest = RunRest(length, after: RunFailure(report), counts: cause == .run)
        try? await database.rest(lease, rest, at: time)
    }
}
