package import FoundationEssentials
internal import InferenceKit
package import RunStore

extension RowStore {
    package func update(_ change: RunChange, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let change = redactor.redact(change)
        let durability: Durability =
            switch change {
            case .completing, .enqueued: .disk
            case .status, .task, .downloading, .places, .driven: .process
            }
        try await write(durability) { transaction in
            try transaction.requireLease(lease)
            try transaction.apply(change, to: lease.run, at: time)
            if case .driven = change { try transaction.updateCharge(of: lease.run, at: time) }
        }
    }

    package func end(_ ending: RunEnding, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let ending = redactor.redact(ending)
        try await write(.disk) { transaction in
            try transaction.requireLease(lease)
            try transaction.apply(ending, to: lease.run, at: time)
            try transaction.updateCharge(of: lease.run, at: time)
            try transaction.giveBack(lease.run)
            try transaction.tidySlot(of: lease.run)
        }
    }
}

// MARK: - In a transaction

extension RowTransaction {
    /// The status of a run.
    ///
    /// - Throws: `no-such-run`.
    func status(of run: RunID) throws -> RunStatus {
        guard let status = try first("SELECT status FROM runs WHERE id = \(run)", { try $0.word() as RunStatus }) else {
            throw RunStoreError.noSuchRun(run.description)
        }
        return status
    }

    /// Lets a run of unknown outcome continue.
    func reopen(_ run: RunID, as status: RunStatus, at time: Date) throws {
        try self.run(RunRow.update(run, "status = \(status), updated = \(time), ended = NULL, failure = NULL"))
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
    package func stop(
        _ run: RunID,
        as status: RunStatus,
        _ failure: RunFailure,
        log: [String]?,
        at time: Date
    ) throws {
        try self.run(RunRow.update(run, try RunRow.stop(as: status, failure, log: log, at: time)))
    }

    fileprivate func apply(_ change: RunChange, to run: RunID, at time: Date) throws {
        try self.run(RunRow.update(run, try assignments(of: change, to: run, at: time)))
    }

    private func assignments(of change: RunChange, to run: RunID, at time: Date) throws -> SQL {
        switch change {
        case .status(let status):
            let present = try self.status(of: run)
            guard present.canBecome(status) else { throw RunStoreError.cannotBecome(status, run, from: present) }
            let started = status == .processing ? time : nil
            return "status = \(status), updated = \(time), started = coalesce(started, \(started))"
        case .task(let task): return "task_id = \(task)"
        case .downloading(let part):
            let text: String? = try value("SELECT partial_downloads FROM runs WHERE id = \(run)")
            let others = try JSONText.decodeList(text ?? "[]", of: PartialDownload.self)
                .filter { $0.output != part.output }
            return "partial_downloads = \(try JSONText.encode(others + [part]))"
        case .completing(let output, let files):
            return "output = \(try JSONText.encode(output)), output_files = \(try JSONText.encode(files))"
        case .places(let places, let replacesFiles):
            return "places = \(try JSONText.encode(places)), replaces_files = \(replacesFiles)"
        case .enqueued: return "is_enqueued = \(.yes)"
        case .driven(let model, let service): return RunRow.driven(model, service)
        }
    }

    fileprivate func apply(_ ending: RunEnding, to run: RunID, at time: Date) throws {
        let present = try status(of: run)
        let status = try ending.status(hasUndecidedSteps: try hasUndecidedSteps(run))
        guard present.canEnd else { throw RunStoreError.cannotBecome(status, run, from: present) }
        switch ending {
        case .succeeded(let output, let files, let price, let log):
            try self.run(RunRow.update(run, try RunRow.success(as: status, output, files, price, log, at: time)))
        case .failed(let failure, let log), .canceled(let failure, let log), .unknown(let failure, let log),
            .interrupted(let failure, let log):
            try stop(run, as: status, failure, log: log, at: time)
        }
    }
}
