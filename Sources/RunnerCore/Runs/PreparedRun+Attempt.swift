internal import ErrorReporting
package import InferenceKit
internal import ModelManifest
internal import ModelOutputs
internal import ModelSupply
internal import ModelWorkers
internal import PaidAnswerFiles
package import RunStore
internal import ServiceAccess
internal import Spending
internal import Synchronization
internal import WorkerProtocol

/// The outcome of a run.
package struct RunResult: Sendable {
    /// The outputs by name; files with their final, absolute paths.
    package var output: [String: JSONValue]
    /// The output files, in the manifest's order.
    package var files: [RunFile]
    /// Their paths as the user would name them.
    package var paths: [String]
    /// What it cost, by the real length of the output if the price depends on length.
    package var price: RunPrice
    /// The service's name for the work.
    package var taskID: String?
}

extension PreparedRun {
    /// Finds out what the model would send, without sending or recording anything.
    ///
    /// - Parameters:
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Throws: ``RunnerError``, `ModelBuildError` or `PredictionError`.
    package func dryRun(stop: StopSignal, watch: @escaping @Sendable (RunUpdate) -> Void) async throws {
        // What the model says that it is doing is not being done.
        let heard = { @Sendable (update: RunUpdate) in
            if case .progress(let progress) = update, progress != Self.compiling { return }
            watch(update)
        }
        try await withEmulator(heard) { run in
            if case .failed(let error) = await run.attempt(recorder: nil, stop: stop, watch: heard).outcome {
                throw error
            }
        }
    }

    /// Predicts without a record, for the examples of a model; such a run cannot be resumed.
    ///
    /// - Parameters:
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: The result.
    /// - Throws: ``RunnerError``, `ModelBuildError` or `PredictionError`; ``RunnerError`` with `configuration` when the
    ///   service charges, since a result that was paid for must not be lost.
    package func rehearse(
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> RunResult {
        guard !service.isCharged else {
            throw RunnerError.notRecorded
        }
        return try await withEmulator(watch) { run in
            switch await run.attempt(recorder: nil, stop: stop, watch: watch).outcome {
            case .finished(let result): return result
            case .failed(let error): throw error
            case .submitted, .dryRun:
                throw RunnerError(.modelFailed, "the model in '\(model.path)' ended without a result")
            }
        }
    }

    private static let compiling = ProgressUpdate("compiling the model")

    /// Compiles the model if needed, and predicts; what is shown of it holds no key.
    ///
    /// Canceling the Swift task cancels the run at the service; ``StopSignal`` can also just stop waiting.
    ///
    /// - Parameters:
    ///   - recorder: Records what happens; `nil` where nothing is charged: in a dry run, and with an emulator.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: How it ended.
    func attempt(
        recorder: RunRecorder?,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async -> Attempt {
        let shield = KeyShield(service, of: model.manifest)
        var attempt = await unshieldedAttempt(recorder: recorder, stop: stop) { watch(shield.shielded($0)) }
        attempt.outcome = shield.shielded(attempt.outcome)
        attempt.log = attempt.log.map(shield.shielded)
        return attempt
    }

    private func unshieldedAttempt(
        recorder: RunRecorder?,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async -> Attempt {
        var attempt = Attempt(
            payment: past.isPaid ? .paid : .unpaid,
            isOutcomeOpen: past.isOutcomeOpen,
            taskID: past.taskID
        )
        do {
            if let result = try await completed(recorder) {
                attempt.outcome = .finished(result)
                return attempt
            }
            let loaded = recorder?.library
            let library = if let loaded { loaded } else { try await compile(stop: stop, watch: watch) }
            if mayPay, !past.isPaid {
                try await recorder?.waitForSlot(within: queue == nil ? timeout : nil, stop: stop, watch: watch)
            }
            var host = try host(library, recorder)
            let sandbox = ModelSandbox(model.path, library: library, installation)
            try sandbox.check(hosts: model.manifest.hosts)
            for warning in sandbox.warnings { watch(.warning(warning)) }
            try outputs.createPartials()
            // Files that stay empty are of no use, however the run ends.
            defer { _ = outputs.settle(.kept) }
            try await recorder?.record(.status(.processing))
            // What is left of an earlier part of a run is where a worker for many runs cannot reach it.
            if !past.hasBegun { host.turn = await recorder?.workers?.turn(host.plan) }
            var attempted = try await predict(host, stop: stop, watch: watch)
            if attempted == nil {
                host.turn = nil
                attempted = try await predict(host, stop: stop, watch: watch)
            }
            var report = attempted ?? WorkerReport(end: .died(nil))
            report.mayBePaid = report.mayBePaid || past.mayBePaid
            attempt.take(report)
            attempt.outcome = try await conclude(report, recorder: recorder, watch: watch)
        } catch {
            attempt.outcome = .failed(error)
        }
        return attempt
    }

    /// How the model is run, in a process of its own.
    func host(_ library: String, _ recorder: RunRecorder?) throws -> WorkerHost {
        WorkerHost(
            installation: installation,
            model: model,
            library: library,
            environment: try service.workerEnvironment(for: model.manifest),
            settings: service.workerSettings(for: model.manifest),
            recorder: recorder
        )
    }

    /// Predicts in a process of its own, or in the host's turn at a worker.
    ///
    /// - Returns: How it ended; `nil` when nothing began, since the worker cannot be used for this run.
    private func predict(
        _ host: WorkerHost,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> WorkerReport? {
        guard let turn = host.turn else {
            try host.recorder?.answers.directory.create()
            let scratch = try ScratchDirectory(in: installation.temporaryDirectory)
            defer { scratch.remove() }
            return try await predict(host, in: scratch.path, stop: stop, watch: watch)
        }
        do {
            let report = try await predict(host, in: turn.scratch, stop: stop, watch: watch)
            await turn.close()
            return report
        } catch {
            await turn.close()
            throw error
        }
    }

    private func predict(
        _ host: WorkerHost,
        in scratch: String,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> WorkerReport? {
        let recorder = host.recorder
        let run = try await resolvingPoints(host.library, scratch, recorder: recorder, stop: stop, watch: watch)
        var request = try run.request(scratch, recorder)
        if let turn = host.turn {
            guard let adopted = turn.adopt(request) else { return nil }
            request = adopted
        }
        let machine = RunStateMachine(
            request,
            taskID: past.taskID,
            waits: waits,
            mayPay: mayPay,
            resumeCommand: service.usesOwnEmulator
                ? nil : recorder.map { CommandText.runner(["runs", "resume", $0.lease.run.short]) }
        )
        let start = ContinuousClock.now
        var report = try await host.run(machine, timeout: timeout, stop: stop, watch: watch)
        if ContinuousClock.now - start >= timeout { report.takeDeadline() }
        if report.end == .died(nil), host.turn?.wasLate == true { return nil }
        recorder?.keepFiles(from: scratch, KeyShield(service, of: model.manifest))
        if let path = host.turn?.deliverOutputs() {
            throw RunnerError(
                .cannotWrite,
                "the output '\(path)' cannot be written",
                help: "free some space on its disk"
            )
        }
        return report
    }

    func request(_ scratch: String, _ recorder: RunRecorder?) throws -> WorkerRequest {
        service.allowEmulatorLinks(in: inputs.values)
        return WorkerRequest(
            run: "1",
            key: try service.isDryRun ? LostStepKey.unsent : LostStepKey.run(recorder?.lease.run),
            input: inputs,
            outputPaths: Dictionary(
                uniqueKeysWithValues: outputs.targets.map { ($0.name, $0.partialPath) }
            ),
            scratchDirectory: scratch,
            timeoutSeconds: timeout / .seconds(1),
            recordedSteps: past.steps.map { outputs.renamed($0) },
            partialDownloads: past.partialDownloads.compactMap { outputs.renamed($0) }
        )
    }

    /// Compiles the model; a user who stops waiting also stops the compiler.
    func compile(
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> String {
        let compilation = Task {
            let library = try await ModelLibraries(installation).library(of: model) {
                watch(.warning($0))
            } willCompile: {
                watch(.progress(Self.compiling))
            }
            // A result that was paid for is fetched even if the manifest and the code disagree.
            if !past.mayBePaid { try await AgreementCheck(installation).check(model, library: library) }
            return library
        }
        let isCanceled = Mutex(false)
        // Only the model can cancel a task at the service, so it is compiled first.
        stop.listen { wish in
            if wish == .cancel, past.isPaid { return }
            isCanceled.withLock { $0 = wish == .cancel }
            compilation.cancel()
        }
        return try await withTaskCancellationHandler {
            do {
                return try await compilation.value
            } catch  where compilation.isCancelled {
                let nothing = past.mayBePaid ? "" : "; nothing was submitted"
                if isCanceled.withLock({ $0 }) {
                    throw PredictionError(.canceled, "canceled while the model was compiled\(nothing)")
                }
                throw RunnerError(.interrupted, "stopped while the model was compiled\(nothing)")
            }
        } onCancel: {
            compilation.cancel()
        }
    }

    private func conclude(
        _ report: WorkerReport,
        recorder: RunRecorder?,
        watch: (RunUpdate) -> Void
    ) async throws -> Attempt.Outcome {
        switch report.end {
        case .finished(let output):
            if service.isDryRun { return .dryRun }
            return .finished(
                try await complete(
                    output,
                    taskID: report.taskID,
                    usage: report.usage,
                    recorder: recorder,
                    watch: watch
                )
            )
        case .submitted:
            return .submitted
        case .failed(let error) where error.code == .dryRun && service.isDryRun:
            return .dryRun
        case .failed(var error):
            error.taskID = error.taskID ?? report.taskID
            if report.payment == .submitting, error.code != .outcomeUnknown {
                throw report.failure(in: model.path, timeout: timeout)
            }
            if !report.mayBePaid, error.code == .canceled { error.message = "canceled; nothing was submitted" }
            throw error
        case .unpayable:
            throw ConsentRequired(
                estimate: estimate == .free ? .undeclared : estimate,
                isRemote: limit.allowance != nil
            )
        case .died, .hung, .stopped, .unrecorded:
            throw report.failure(in: model.path, timeout: timeout)
        }
    }
}

extension RunnerError {
    /// A run that may be charged was to be driven without a record, and what was paid for could be lost.
    static var notRecorded: RunnerError {
        RunnerError(
            .configuration,
            "a run that may be charged must be recorded",
            help: "use the emulator"
        )
    }
}
