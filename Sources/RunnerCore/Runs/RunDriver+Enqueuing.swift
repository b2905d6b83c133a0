internal import ErrorReporting
internal import FileStores
internal import RunStore

extension RunDriver {
    /// Records a run for any process that drives enqueued runs, or finds the run that is meant and leaves it to those.
    ///
    /// - Parameter prepared: A run that ``Preparation`` has prepared with a store.
    /// - Returns: The run; with its result only if it has succeeded before.
    /// - Throws: ``RunStopped`` for a run of unknown outcome; ``RunnerError`` for one with its own emulator; `RunStoreError`.
    func enqueue(_ prepared: PreparedRun) async throws -> Started {
        guard !prepared.startsEmulator else {
            throw RunnerError(
                .usage,
                "a run with its own emulator cannot be enqueued: the emulator stops with this command",
                help: "start an emulator with 'runner emulator', and name its address with --endpoint"
            )
        }
        if let identity = prepared.identity, try SharedFiles(prepared.installation) == nil {
            try identity.input.checkKept()
        }
        let creation: RunCreation
        if let existing = prepared.existing {
            creation = .existing(existing)
        } else {
            creation = try await record(prepared)
        }
        switch creation {
        case .created(let lease):
            try await database.release(lease)
            return Started(run: lease.run, result: nil, origin: .new)
        case .existing(let run):
            switch run.status {
            case .succeeded:
                let here = try await SharedFiles(prepared.installation)?.home(run) ?? run
                return Started(run: run.id, result: try RunResult(recorded: here), origin: .reused)
            case .unknown, .failed, .canceled:
                throw RunStopped(recorded: run)
            case .queued, .starting, .processing:
                try await handOver(run)
                return Started(run: run.id, result: nil, origin: .continued)
            }
        }
    }

    /// Lets any process drive a run that its user would have had to continue; one that is driven now stays with its process.
    private func handOver(_ run: Run) async throws {
        guard !run.isEnqueued, !run.service.usesOwnEmulator else { return }
        do throws(RunStoreError) {
            let lease = try await database.acquire(run.id, for: .current, at: now())
            try await database.update(.enqueued, lease, at: now())
            try await database.release(lease)
        } catch {
            guard error.code == .locked else { throw error }
        }
    }
}
