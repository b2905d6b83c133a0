package import FoundationEssentials
internal import InferenceKit
package import RunStore

extension PostgresRunDatabase {
    package func create(
        _ run: Run,
        owner: RunOwner,
        budget: RunBudget?,
        reuse: RunReuse
    ) async throws(RunStoreError) -> RunCreation {
        try await write(creation(of: run, owner: owner, budget: budget, reuse: reuse))
    }

    package func existing(for run: Run, reuse: RunReuse) async throws(RunStoreError) -> Run? {
        let run = redactor.redact(run)
        return try await read { transaction in
            try self.existing(for: run, reuse, at: self.leaseTime(run.created, transaction), in: transaction)
        }
    }

    /// Never inlined, since the caller would then keep copies of the whole run while it waits.
    @inline(never)
    private func creation(
        of run: Run,
        owner: RunOwner,
        budget: RunBudget?,
        reuse: RunReuse
    ) -> @Sendable (PostgresTransaction) throws -> RunCreation {
        let run = redactor.redact(run)
        return { transaction in
            let time = self.leaseTime(run.created, transaction)
            // Of those who ask for the same, one looks at a time, always in this order.
            if let name = run.callerName { try transaction.lock("name \(run.caller ?? "") \(name)") }
            if reuse != .never { try transaction.lock("request \(run.model.key) \(run.input.fingerprint)") }
            if let existing = try self.existing(for: run, reuse, at: time, in: transaction) {
                return .existing(existing)
            }
            if let budget, run.service.isCharged {
                try transaction.require(budget, for: run.estimate, of: run.id, at: run.created)
            }
            try transaction.run(try RunRow.insertion(run))
            try transaction.run(
                "INSERT INTO leases (run, token, is_cancel_requested) VALUES (\(run.id.description), 1, false)"
            )
            if let charge = Charge.charge(for: Charge.Facts(run), after: nil, at: run.created) {
                try transaction.replaceCharge(of: run.id, with: charge)
            }
            return .created(try transaction.take(run.id, owner, token: 1, at: time))
        }
    }

    /// The run that is meant by one that is about to be created.
    private func existing(
        for run: Run,
        _ reuse: RunReuse,
        at time: Date,
        in transaction: PostgresTransaction
    ) throws -> Run? {
        if let name = run.callerName {
            let query = RunRow.selection + RunQuery.callerName(name, of: run.caller)
            if let named = try transaction.row(query) {
                let named = try self.run(named, transaction)
                try named.requireSameRequest(as: run)
                return named
            }
        }
        guard reuse != .never else { return nil }
        let (key, fingerprint) = (run.model.key, run.input.fingerprint)
        let open = try transaction.rows(RunRow.selection + RunQuery.open(key, fingerprint))
            .map { try RunRow.run($0, skew: 0) }
        if let open = open.first(where: { $0.canStandIn(for: run, at: time) }) { return open }
        guard reuse == .openOrSucceededRun else { return nil }
        return try transaction.rows(RunRow.selection + RunQuery.identical(key, fingerprint))
            .map { try RunRow.run($0, skew: 0) }.first { $0.canAnswer(run) }
    }

    package func update(_ change: RunChange, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let change = redactor.redact(change)
        try await write { transaction in
            try transaction.requireLease(lease)
            try transaction.apply(change, to: lease.run, at: time)
            if case .driven = change { try transaction.updateCharge(of: lease.run, at: time) }
        }
    }

    package func end(_ ending: RunEnding, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let ending = redactor.redact(ending)
        try await write { transaction in
            try transaction.requireLease(lease)
            try transaction.apply(ending, to: lease.run, at: time)
            try transaction.updateCharge(of: lease.run, at: time)
            try transaction.giveBack(lease.run)
            try transaction.tidySlot(of: lease.run)
        }
    }
}

// MARK: - In a transaction

extension PostgresTransaction {
    /// The status of a run.
    ///
    /// - Throws: `no-such-run`.
    func status(of run: RunID) throws -> RunStatus {
        guard let row = try row("SELECT status FROM runs WHERE id = \(run.description)") else {
            throw RunStoreError.noSuchRun(run.description)
        }
        var reader = RowReader(row)
        return try reader.value()
    }

    /// Lets a run of unknown outcome continue.
    func reopen(_ run: RunID, as status: RunStatus, at time: Date) throws {
        try self.run(
            """
            UPDATE runs SET status = \(status.rawValue), updated = \(time.milliseconds), ended = NULL, failure = NULL
            WHERE id = \(run.description)
            """
        )
    }

    /// Records that a run stopped without outputs.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - status: The status that it has now.
    ///   - failure: Why it stopped.
    ///   - log: The last lines of its log; `nil` when they are not known here.
    ///   - time: Now.
    /// - Throws: When the row cannot be written.
    func stop(_ run: RunID, as status: RunStatus, _ failure: RunFailure, log: [String]?, at time: Date) throws {
        let outputs: SQL = status.isTerminal ? ", output = NULL, output_files = '[]'" : ""
        try self.run(
            """
            UPDATE runs SET status = \(status.rawValue), updated = \(time.milliseconds),
                ended = \(status.isTerminal ? time.milliseconds : nil), failure = \(try JSONText.encode(failure)),
                log = coalesce(\(try log.map { try JSONText.encode($0) }), log)\(outputs)
            WHERE id = \(run.description)
            """
        )
    }

    fileprivate func apply(_ change: RunChange, to run: RunID, at time: Date) throws {
        try self.run("UPDATE runs SET \(try assignments(of: change, to: run, at: time)) WHERE id = \(run.description)")
    }

    private func assignments(of change: RunChange, to run: RunID, at time: Date) throws -> SQL {
        switch change {
        case .status(let status):
            let present = try self.status(of: run)
            guard present.canBecome(status) else { throw RunStoreError.cannotBecome(status, run, from: present) }
            let started = status == .processing ? time.milliseconds : nil
            return """
                status = \(status.rawValue), updated = \(time.milliseconds), started = coalesce(started, \(started))
                """
        case .task(let task): return "task_id = \(task)"
        case .downloading(let part):
            let row = try row("SELECT partial_downloads FROM runs WHERE id = \(run.description)")
            let text = try row?.value(String.self) ?? "[]"
            let others = try JSONText.decodeList(text, of: PartialDownload.self).filter { $0.output != part.output }
            return "partial_downloads = \(try JSONText.encode(others + [part]))"
        case .completing(let output, let files):
            return "output = \(try JSONText.encode(output)), output_files = \(try JSONText.encode(files))"
        case .places(let places, let replacesFiles):
            return "places = \(try JSONText.encode(places)), replaces_files = \(replacesFiles)"
        case .enqueued: return "is_enqueued = true"
        case .driven(let model, let service):
            return """
                model = \(model.name), model_name = \(RunRow.name(of: model.name)), model_directory = \(model.directory),
                model_key = \(model.key), endpoint = \(service.endpoint), staging = \(service.staging),
                uses_own_emulator = \(service.usesOwnEmulator), is_charged = \(service.isCharged),
                service = \(service.name)
                """
        }
    }

    fileprivate func apply(_ ending: RunEnding, to run: RunID, at time: Date) throws {
        let present = try status(of: run)
        let status = try ending.status(hasUndecidedSteps: try hasUndecidedSteps(run))
        guard present.canEnd else { throw RunStoreError.cannotBecome(status, run, from: present) }
        switch ending {
        case .succeeded(let output, let files, let price, let log):
            try self.run(
                """
                UPDATE runs SET status = \(status.rawValue), updated = \(time.milliseconds),
                    ended = \(time.milliseconds), output = \(try JSONText.encode(output)),
                    output_files = \(try JSONText.encode(files)), price_usd = \(price.usd),
                    is_price_unknown = \(price.usd == nil), log = \(try JSONText.encode(log)), failure = NULL,
                    partial_downloads = '[]'
                WHERE id = \(run.description)
                """
            )
        case .failed(let failure, let log), .canceled(let failure, let log), .unknown(let failure, let log),
            .interrupted(let failure, let log):
            try stop(run, as: status, failure, log: log, at: time)
        }
    }
}
