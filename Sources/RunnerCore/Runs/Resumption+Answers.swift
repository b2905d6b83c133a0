internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import ModelSupply
internal import PaidAnswerFiles
package import RunStore
internal import ServiceAccess
internal import WorkerProtocol

/// Answers to paid requests that arrived when they could not be recorded: the runner was killed, or its disk was full.
extension Resumption {
    /// Records what the death of other processes has left: lost outcomes, and answers that arrived after it.
    ///
    /// Answers of a run that another process drives, or that cannot be recorded now, stay where they are.
    ///
    /// - Parameter awaited: Runs that are left as they are; see ``awaitedRuns``.
    /// - Returns: Answers that settled nothing, as remarks for the user.
    /// - Throws: When the store cannot be read.
    @discardableResult
    package func settle(except awaited: Set<RunID> = []) async throws(RunStoreError) -> [String] {
        let remarks = try await adoptAnswers(except: awaited)
        try await database.settle(at: now(), except: awaited)
        return remarks
    }

    /// The runs with an answer that a worker without its runner may still get, or is about to keep.
    package var awaitedRuns: Set<RunID> {
        let directories = PaidAnswerDirectory.all(beside: database)
        return Set(directories.filter { $0.worker.map { !$0.isSuspended } ?? false }.map(\.run))
    }

    /// Records the answers of all runs, before anyone sees that their outcome was not known.
    private func adoptAnswers(except awaited: Set<RunID>) async throws(RunStoreError) -> [String] {
        var remarks: [String] = []
        let directories = PaidAnswerDirectory.all(beside: database)
        for run in Set(directories.map(\.run)).subtracting(awaited) {
            let own = directories.filter { $0.run == run }
            do throws(RunStoreError) {
                _ = try await database.run(named: run.description)
                guard own.contains(where: { !$0.answers.isEmpty }) else { continue }
                let lease = try await database.acquire(run, for: .current, at: now())
                remarks += (try? await adoptAnswers(lease)) ?? []
                try? await database.release(lease)
            } catch  where error.code == .noSuchRun {
                // A store from a backup may lack a run that was paid for, so its answer stays until somebody has seen it.
                for directory in own where directory.worker == nil {
                    directory.tidy()
                    remarks += directory.answers.compactMap { Self.strayRemark($0.answer, at: $0.file) }
                }
            } catch {
                continue
            }
        }
        return remarks
    }

    /// The remark about an answer that belongs to no recorded run; `nil` for one that cost nothing.
    private static func strayRemark(_ answer: PaidAnswerFile.Answer, at file: String) -> String? {
        guard answer.record.phase == .succeeded else { return nil }
        let task = answer.taskID.map { "task '\($0)' in " } ?? ""
        return "a response for the run '\(answer.run)', which is not recorded here, was kept: \(task)'\(file)'; "
            + "remove the file once you no longer need it"
    }

    /// Records the answers to paid requests of a run.
    ///
    /// - Parameter lease: The lease of the run.
    /// - Returns: Remarks for the user.
    /// - Throws: `RunStoreError` when an answer cannot be recorded; it stays where it is.
    func adoptAnswers(_ lease: RunLease) async throws(RunStoreError) -> [String] {
        let directories = self.directories(of: lease.run)
        guard !directories.isEmpty else { return [] }
        var remarks: [String] = []
        let database = database.redacting(try await redactor(of: lease.run))
        for directory in directories {
            for (file, answer) in directory.answers {
                if let remark = try await database.adopt(answer, begunUnder: directory.token, lease, at: now()) {
                    remarks.append(remark)
                }
                directory.remove(file)
            }
            if directory.worker == nil { directory.tidy() }
        }
        return remarks
    }

    /// Waits for the answer to a paid request that a worker without its runner still expects.
    ///
    /// - Parameters:
    ///   - run: A run of unknown outcome.
    ///   - stop: Ends the wait.
    ///   - watch: Called before it begins.
    /// - Throws: When the store cannot be read.
    func awaitAnswers(_ run: RunID, stop: StopSignal, _ watch: (RunUpdate) -> Void) async throws {
        guard let worker = directories(of: run).compactMap(\.worker).first else { return }
        watch(
            .progress(
                ProgressUpdate(
                    "waiting for the response to the submission, which process \(worker.processID) will receive"
                )
            )
        )
        let end = ContinuousClock.now + Self.patience
        let waiting = Task {
            while worker.isAlive == true, !worker.isSuspended, ContinuousClock.now < end {
                if directories(of: run).contains(where: { !$0.answers.isEmpty }) { return }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        stop.listen { _ in waiting.cancel() }
        _ = await withTaskCancellationHandler {
            await waiting.result
        } onCancel: {
            waiting.cancel()
        }
        // A worker that does not give up then is not waiting for an answer.
        if ContinuousClock.now >= end, worker.isAlive == true, !worker.isSuspended { kill(worker.processID, SIGKILL) }
    }

    /// Refuses to give up a paid step while its worker may still send the request or get the answer.
    ///
    /// - Parameter run: The run.
    /// - Throws: `locked`.
    func requireNoWorker(_ run: Run) async throws(RunStoreError) {
        guard let worker = directories(of: run.id).compactMap(\.worker).first else { return }
        let step = try await database.steps(of: run.id).last { $0.isUndecided }
        throw .mayStillAnswer(worker, to: step?.record.name ?? "", of: run.id)
    }

    /// Requires that a task which the user knows can settle a paid step of a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - options: What the user knows.
    /// - Throws: ``RunnerError`` with `usage`.
    func checkKnownTask(_ run: Run, _ options: Options) async throws {
        guard let task = options.knownTask else { return }
        let open = try await database.steps(of: run.id).filter(\.isUndecided)
        guard run.status == .unknown, open.count == 1 else {
            throw RunnerError(
                .usage,
                "a task cannot be assigned to the run '\(run.id.short)': "
                    + (open.count > 1
                        ? "several of its submissions have an unknown outcome" : "its outcome is not unknown"),
                help: "continue it without --task: \(CommandText.runner(["runs", "resume", run.id.short]))"
            )
        }
        for try await other in database.sequence(RunFilter(model: run.model.name)) where other.taskID == task {
            guard other.id != run.id else { continue }
            throw RunnerError(
                .usage,
                "the task '\(task)' belongs to the run '\(other.id.short)'",
                help: "look at that run: \(CommandText.runner(["runs", "show", other.id.short]))"
            )
        }
    }

    /// How long an answer is waited for: a worker without its runner gives up after a minute.
    private static let patience: Duration = .seconds(65)

    private func directories(of run: RunID) -> [PaidAnswerDirectory] {
        PaidAnswerDirectory.all(beside: database).filter { $0.run == run }
    }

    /// Removes the secrets of a run's model from what is recorded.
    private func redactor(of run: RunID) async throws(RunStoreError) -> Redactor {
        let directory = try await database.run(named: run.description).model.directory
        let settings = try? ServiceSettings(
            of: nil,
            endpoint: nil,
            staging: nil,
            environment: installation.environment
        )
        guard let model = try? Registry.model(at: directory), let settings else { return Redactor() }
        return Redactor(secrets: settings.secretValues(of: model.manifest))
    }
}
