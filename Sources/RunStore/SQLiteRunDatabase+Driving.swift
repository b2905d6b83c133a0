package import FoundationEssentials
internal import GRDB
internal import InferenceKit

extension SQLiteRunDatabase {
    package func create(
        _ run: Run,
        owner: RunOwner,
        budget: RunBudget?
    ) async throws(RunStoreError) -> RunLease {
        try await write(.process, creation(of: run, owner: owner, budget: budget))
    }

    /// Never a part of its caller, which would keep copies of the whole run while it waits.
    @inline(never)
    private func creation(
        of run: Run,
        owner: RunOwner,
        budget: RunBudget?
    ) -> @Sendable (Database) throws -> RunLease {
        let run = redactor.redact(run)
        return { database in
            if let budget { try database.requireBudget(budget, for: run) }
            try database.run(RunRow.insertion, try RunRow.arguments(run))
            try database.run(
                "INSERT INTO leases (run, token, is_cancel_requested) VALUES (?, 1, 0)",
                [run.id.description]
            )
            return try database.take(run.id, owner, token: 1, at: run.created)
        }
    }

    package func update(_ change: RunChange, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let change = redactor.redact(change)
        let durability: PendingWrite.Durability = if case .completing = change { .disk } else { .process }
        try await write(durability) { database in
            try database.requireLease(lease)
            try database.apply(change, to: lease.run, at: time)
        }
    }

    package func end(_ ending: RunEnding, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let ending = redactor.redact(ending)
        try await write(.disk) { database in
            try database.requireLease(lease)
            try database.apply(ending, to: lease.run, at: time)
            try database.giveBack(lease.run)
        }
    }
}

// MARK: - In a transaction

extension Database {
    fileprivate func apply(_ change: RunChange, to run: RunID, at time: Date) throws {
        let id = run.description
        switch change {
        case .status(let status):
            try self.run(
                "UPDATE runs SET status = ?, updated = ? WHERE id = ?",
                [status.rawValue, time.milliseconds, id]
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
        case .driven(let model, let service):
            try self.run(
                """
                UPDATE runs SET model = ?, model_name = ?, model_directory = ?, model_key = ?,
                    endpoint = ?, staging = ?, uses_own_emulator = ?, is_charged = ? WHERE id = ?
                """,
                [model.name, RunRow.name(of: model.name), model.directory, model.key]
                    + [service.endpoint, service.staging, service.usesOwnEmulator, service.isCharged, id]
            )
        }
    }

    fileprivate func apply(_ ending: RunEnding, to run: RunID, at time: Date) throws {
        switch ending {
        case .succeeded(let output, let files, let price, let log):
            try self.run(
                """
                UPDATE runs SET status = 'succeeded', updated = ?, ended = ?, output = ?, output_files = ?,
                    price_usd = ?, is_price_unknown = ?, log = ?, failure = NULL, partial_downloads = '[]' WHERE id = ?
                """,
                [time.milliseconds, time.milliseconds, try JSONText.encode(output), try JSONText.encode(files)]
                    + [price.usd, price.usd == nil, try JSONText.encode(log), run.description]
            )
        case .failed(let failure, let log): try stop(run, as: .failed, failure, log, at: time)
        case .canceled(let failure, let log): try stop(run, as: .canceled, failure, log, at: time)
        case .unknown(let failure, let log): try stop(run, as: .unknown, failure, log, at: time)
        case .interrupted(let failure, let log): try stop(run, as: .processing, failure, log, at: time)
        }
    }

    /// Records an end without outputs; while the outcome of a paid step is not known, that is what the run ends with.
    private func stop(
        _ run: RunID,
        as status: RunStatus,
        _ failure: RunFailure,
        _ log: [String],
        at time: Date
    ) throws {
        let undecided = try row("SELECT 1 FROM steps WHERE run = ? AND \(Settling.isUndecided)", [run.description])
        let status = undecided == nil ? status : .unknown
        let ended = status.isTerminal ? time.milliseconds : nil
        let outputs = status.isTerminal ? ", output = NULL, output_files = '[]'" : ""
        try self.run(
            "UPDATE runs SET status = ?, updated = ?, ended = ?, failure = ?, log = ?\(outputs) WHERE id = ?",
            [status.rawValue, time.milliseconds, ended, try JSONText.encode(failure), try JSONText.encode(log)]
                + [run.description]
        )
    }
}
