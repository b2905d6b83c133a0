internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
package import RunStore

/// Drives runs that an earlier process has left.
package struct Resumption: Sendable {
    /// What is to be different this time.
    package struct Options: Sendable, Hashable {
        /// Another place for the output, a file or a folder.
        package var place: String?
        /// Whether an output file that is there may be replaced.
        package var replaces: Bool
        /// Whether a paid step of unknown outcome is begun again; the user has looked.
        package var resubmits: Bool
        /// How long it may take this time.
        package var timeout: Duration?
        /// Another address of the service.
        package var endpoint: String?
        /// Another place for local files.
        package var staging: String?
        /// Whether what the run has staged, now or earlier, is removed when it has ended.
        package var cleansUpStaging: Bool

        /// Creates options; each parameter is the property of the same name.
        package init(
            place: String? = nil,
            replaces: Bool = false,
            resubmits: Bool = false,
            timeout: Duration? = nil,
            endpoint: String? = nil,
            staging: String? = nil,
            cleansUpStaging: Bool = false
        ) {
            self.place = place
            self.replaces = replaces
            self.resubmits = resubmits
            self.timeout = timeout
            self.endpoint = endpoint
            self.staging = staging
            self.cleansUpStaging = cleansUpStaging
        }
    }

    let database: any RunDatabase
    let installation: Installation
    let now: @Sendable () -> Date

    /// Prepares to drive runs.
    ///
    /// - Parameters:
    ///   - database: Where the runs are recorded.
    ///   - installation: Where programs, caches and compilers are.
    package init(database: any RunDatabase, installation: Installation) {
        self.database = database
        self.installation = installation
        now = { Date() }
    }

    /// Takes a run and drives it to its end, without doing again what is recorded as done.
    ///
    /// A run that has succeeded is left as it is.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - options: What is to be different this time.
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run as it is recorded, succeeded.
    /// - Throws: ``RunStopped``, or `RunStoreError` when the run cannot be taken.
    package func resume(
        _ id: RunID,
        _ options: Options = Options(),
        control: RunControl = RunControl(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        try await database.settle(at: now())
        let found = try await database.run(named: id.description)
        if found.status == .succeeded { return found }
        try await withLease(of: id) { lease in
            // Only what is read now cannot change any more.
            let run = try await database.run(named: id.description)
            if run.status == .succeeded {
                try await database.release(lease)
                return
            }
            let submitsAgain = run.status == .unknown && options.resubmits
            if !submitsAgain { try checkStatus(run) }
            let past = RunPast(run, try await database.steps(of: id), submitsAgain: submitsAgain)
            let prediction = try await prepare(run, past, options, lease, watch)
            // Not before the run can go on: what the user has decided now must not count for a later day.
            if submitsAgain { try await database.abandonUnknownSteps(lease, at: now()) }
            _ = try await driver(of: prediction).drive(prediction, id, lease, control: control, watch: watch)
        }
        return try await database.run(named: id.description)
    }

    /// Ends a run, and its task at the service when there is one.
    ///
    /// A run that another process works on has to be ended by that process: `RunDatabase.requestCancel(_:)`.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run as it is recorded, canceled.
    /// - Throws: ``RunStopped``, or `RunStoreError` when the run cannot be taken.
    package func cancel(
        _ id: RunID,
        control: RunControl = RunControl(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        try await database.settle(at: now())
        let found = try await database.run(named: id.description)
        if found.status == .canceled { return found }
        if found.status != .unknown { try checkStatus(found, is: "canceled") }
        do {
            try await withLease(of: id) { lease in
                let run = try await database.run(named: id.description)
                let past = RunPast(run, try await database.steps(of: id))
                try checkStatus(run, is: "canceled")
                guard past.isPaid, !run.service.usesOwnEmulator else {
                    let failure = RunFailure(
                        PredictionError(.canceled, past.mayBePaid ? "cancelled" : "cancelled; nothing was submitted")
                            .report
                    )
                    for place in run.places { unlink(place.partialPath) }
                    try await database.end(.canceled(failure, log: run.log), lease, at: now())
                    return
                }
                let prediction = try prepareCancellation(run, past)
                control.send(.cancel)
                _ = try await driver(of: prediction).drive(prediction, id, lease, control: control, watch: watch)
            }
        } catch let stopped as RunStopped {
            let run = try await database.run(named: id.description)
            guard run.status == .canceled else { throw stopped }
            return run
        }
        return try await database.run(named: id.description)
    }
}

// MARK: - Taking a run

extension Resumption {
    /// Does something with the lease of a run; when it fails before the run is driven, the run is left as it was.
    private func withLease(of id: RunID, _ body: (RunLease) async throws -> Void) async throws {
        let lease = try await database.acquire(id, for: .current, at: now())
        do {
            try await body(lease)
        } catch let error as RunStopped {
            // It was driven, and has given the lease back.
            try? await database.release(lease)
            throw error
        } catch {
            try? await database.release(lease)
            throw RunStopped(error, run: id, way: .none)
        }
    }

    private func driver(of prediction: Prediction) -> RunDriver {
        let secrets = prediction.service.secretValues(of: prediction.model.manifest)
        return RunDriver(
            database.redacting(Redactor(secrets: secrets)),
            environment: installation.environment,
            now: now
        )
    }

    /// Refuses a run that has ended.
    private func checkStatus(_ run: Run, is what: String = "resumed") throws {
        let reason = run.failure.map { ": \($0.message)" } ?? ""
        switch run.status {
        case .queued, .starting, .processing: return
        case .succeeded:
            throw RunnerError(.usage, "the run '\(run.id.short)' has succeeded and cannot be \(what)")
        case .failed, .canceled:
            throw RunnerError(
                .usage,
                "the run '\(run.id.short)' is '\(run.status.rawValue)' and cannot be \(what)\(reason)",
                help: "predict again"
            )
        case .unknown:
            let error = RunnerError(
                .outcomeUnknown,
                run.failure?.message ?? "nobody knows whether the submission was accepted and charged",
                help: run.failure?.help,
                taskID: run.taskID
            )
            throw RunStopped(error, run: run.id, way: .resubmit, stake: run.estimate)
        }
    }
}
