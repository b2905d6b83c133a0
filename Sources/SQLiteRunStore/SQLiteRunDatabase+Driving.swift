package import FoundationEssentials
internal import GRDB
internal import InferenceKit
package import RunStore

extension SQLiteRunDatabase {
    package func create(
        _ run: Run,
        owner: RunOwner,
        budget: RunBudget?,
        reuse: RunReuse
    ) async throws(RunStoreError) -> RunCreation {
        // A remote caller gets the answer that the run is accepted, which a power failure must not undo.
        let durability: PendingWrite.Durability = run.caller == nil ? .process : .disk
        return try await write(durability, creation(of: run, owner: owner, budget: budget, reuse: reuse))
    }

    package func existing(for run: Run, reuse: RunReuse) async throws(RunStoreError) -> Run? {
        let run = redactor.redact(run)
        return try await read { try $0.existing(for: run, reuse) }
    }

    /// Never inlined, since the caller would then keep copies of the whole run while it waits.
    @inline(never)
    private func creation(
        of run: Run,
        owner: RunOwner,
        budget: RunBudget?,
        reuse: RunReuse
    ) -> @Sendable (Database) throws -> RunCreation {
        let run = redactor.redact(run)
        return { database in
            if let existing = try database.existing(for: run, reuse) { return .existing(existing) }
            if let budget, run.service.isCharged {
                try database.require(budget, for: run.estimate, of: run.id, at: run.created)
            }
            try database.run(RunRow.insertion, try RunRow.arguments(run))
            try database.run(
                "INSERT INTO leases (run, token, is_cancel_requested) VALUES (?, 1, 0)",
                [run.id.description]
            )
            if let charge = Charge.charge(for: Charge.Facts(run), after: nil, at: run.created) {
                try database.replaceCharge(of: run.id, with: charge)
            }
            return .created(try database.take(run.id, owner, token: 1, at: run.created))
        }
    }

    package func update(_ change: RunChange, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let change = redactor.redact(change)
        let durability: PendingWrite.Durability = if case .completing = change { .disk } else { .process }
        try await write(durability) { database in
            try database.requireLease(lease)
            try database.apply(change, to: lease.run, at: time)
            if case .driven = change { try database.updateCharge(of: lease.run, at: time) }
        }
    }

    package func end(_ ending: RunEnding, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let ending = redactor.redact(ending)
        try await write(.disk) { database in
            try database.requireLease(lease)
            try database.apply(ending, to: lease.run, at: time)
            try database.updateCharge(of: lease.run, at: time)
            try database.giveBack(lease.run)
            try database.tidySlot(of: lease.run)
        }
    }
}

// MARK: - In a transaction

extension Database {
    /// The run that is meant by one that is about to be created.
    fileprivate func existing(for run: Run, _ reuse: RunReuse) throws -> Run? {
        if let name = run.callerName, let named = try self.run(callerName: name, of: run.caller) {
            try named.requireSameRequest(as: run)
            return named
        }
        guard reuse != .never else { return nil }
        let request: StatementArguments = [run.model.key, run.input.fingerprint]
        let open = try rows(RunRow.selection + RunQuery.open, request).map(RunRow.run)
        if let open = open.first(where: { $0.canStandIn(for: run, at: run.created) }) { return open }
        guard reuse == .openOrSucceededRun else { return nil }
        return try rows(RunRow.selection + RunQuery.identical, request).map(RunRow.run).first { $0.canAnswer(run) }
    }

    /// The run to which a caller has given a name.
    func run(callerName name: String, of caller: String?) throws -> Run? {
        try row(RunRow.selection + RunQuery.callerName, [name, caller ?? ""]).map(RunRow.run)
    }

    /// The status of a run.
    ///
    /// - Throws: `no-such-run`.
    func status(of run: RunID) throws -> RunStatus {
        guard let row = try row("SELECT status FROM runs WHERE id = ?", [run.description]) else {
            throw RunStoreError.noSuchRun(run.description)
        }
        var reader = RowReader(row)
        return try reader.value()
    }

    /// Lets a run of unknown outcome continue.
    func reopen(_ run: RunID, as status: RunStatus, at time: Date) throws {
        try self.run(
            "UPDATE runs SET status = ?, updated = ?, ended = NULL, failure = NULL WHERE id = ?",
            [status.rawValue, time.milliseconds, run.description]
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
        let ended = status.isTerminal ? time.milliseconds : nil
        let outputs = status.isTerminal ? ", output = NULL, output_files = '[]'" : ""
        try self.run(
            "UPDATE runs SET status = ?, updated = ?, ended = ?, failure = ?, log = coalesce(?, log)\(outputs) WHERE id = ?",
            [status.rawValue, time.milliseconds, ended, try JSONText.encode(failure)]
                + [try log.map { try JSONText.encode($0) }, run.description]
        )
    }

    fileprivate func apply(_ change: RunChange, to run: RunID, at time: Date) throws {
        let id = run.description
        switch change {
        case .status(let status):
            let present = try self.status(of: run)
            guard present.canBecome(status) else { throw RunStoreError.cannotBecome(status, run, from: present) }
            let started = status == .processing ? time.milliseconds : nil
            try self.run(
                "UPDATE runs SET status = ?, updated = ?, started = coalesce(started, ?) WHERE id = ?",
                [status.rawValue, time.milliseconds, started, id]
            )
        case .task(let task):
            try self.run("UPDATE runs SET task_id = ? WHERE id = ?", [task, id])
        case .downloading(let part):
            let row = try row("SELECT partial_downloads FROM runs WHERE id = ?", [id])
            let text = try row?.decode(String.self, atIndex: 0) ?? "[]"
            let others = try JSONText.decodeList(text, of: PartialDownload.self).filter { $0.output != part.output }
            try self.run(
                "UPDATE runs SET partial_downloads = ? WHERE id = ?",
                [try JSONText.encode(others + [part]), id]
            )
        case .completing(let output, let files):
            try self.run(
                "UPDATE runs SET output = ?, output_files = ? WHERE id = ?",
                [try JSONText.encode(output), try JSONText.encode(files), id]
            )
        case .places(let places, let replacesFiles):
            try self.run(
                "UPDATE runs SET places = ?, replaces_files = ? WHERE id = ?",
                [try JSONText.encode(places), replacesFiles, id]
            )
        case .enqueued:
            try self.run("UPDATE runs SET is_enqueued = 1 WHERE id = ?", [id])
        case .driven(let model, let service):
            try self.run(
                """
                UPDATE runs SET model = ?, model_name = ?, model_directory = ?, model_key = ?,
                    endpoint = ?, staging = ?, uses_own_emulator = ?, is_charged = ?, service = ? WHERE id = ?
                """,
                [model.name, RunRow.name(of: model.name), model.directory, model.key]
                    + [service.endpoint, service.staging, service.usesOwnEmulator, service.isCharged, service.name, id]
            )
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
                UPDATE runs SET status = ?, updated = ?, ended = ?, output = ?, output_files = ?,
                    price_usd = ?, is_price_unknown = ?, log = ?, failure = NULL, partial_downloads = '[]' WHERE id = ?
                """,
                [status.rawValue, time.milliseconds, time.milliseconds, try JSONText.encode(output)]
                    + [try JSONText.encode(files), price.usd, price.usd == nil, try JSONText.encode(log)]
                    + [run.description]
            )
        case .failed(let failure, let log), .canceled(let failure, let log), .unknown(let failure, let log),
            .interrupted(let failure, let log):
            try stop(run, as: status, failure, log: log, at: time)
        }
    }
}
