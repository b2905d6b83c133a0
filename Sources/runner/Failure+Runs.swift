import InferenceKit
import ModelBuild
import RunStore
import RunnerCore

/// Why a run failed, as it was recorded when it did.
struct RecordedFailure: Error {
    /// What was recorded.
    var failure: RunFailure
    /// The service's name for the work that was started.
    let taskID: String?
}

extension Failure {
    /// Adds the way on to an error about a run.
    init(_ stopped: RunStopped, state: [String]) {
        let name = stopped.run.short
        let command = { (words: [String]) in CommandText.runner(["runs"] + words + state) }
        var about = ["run": JSONValue.string(stopped.run.description)]
        switch stopped.way {
        case .none:
            self.init(stopped.error)
        case .predictAgain:
            self.init(advised(stopped.error) { _ in "the run's emulator has ended with it; predict again" })
        case .resume:
            let resume = command(["resume", name])
            about["resume"] = .string(resume)
            about["status"] = .string(RunStatus.processing.rawValue)
            self.init(
                advised(stopped.error) { own in
                    ["go on with '\(resume)'", own].compactMap(\.self).joined(separator: "; ")
                }
            )
        case .resubmit:
            about["status"] = .string(RunStatus.unknown.rawValue)
            let stake =
                stopped.stake.map { "\($0.usd.map(dollars) ?? "a price that nobody knows") is at stake: " } ?? ""
            about["price_at_stake_usd"] = stopped.stake.map { stake in
                stake.usd.map { .double(($0 * 10_000).rounded() / 10_000) } ?? .null
            }
            self.init(
                advised(stopped.error) { _ in
                    "\(stake)look at the usage page of the service's console first; its support needs what "
                        + "'\(command(["show", name, "--support"]))' prints\n      if the submission was not accepted: "
                        + "\(command(["resume", name, "--resubmit"]))\n      if it was, or the run is not wanted any more: "
                        + command(["rm", name])
                }
            )
        }
        if code == RunStatus.canceled.rawValue, about["status"] == nil { about["status"] = .string(code) }
        self.about = about
    }

    /// Repeats what was recorded.
    init(_ error: RecordedFailure) {
        let failure = error.failure
        let said = PredictionError(
            PredictionError.Code(rawValue: failure.code),
            failure.message,
            help: failure.help,
            vendor: failure.vendor,
            taskID: error.taskID
        )
        self.init(
            said.description,
            code: failure.code,
            status: failure.exitStatus,
            message: failure.message,
            help: failure.help,
            taskID: error.taskID,
            more: failure.vendor.map { ["vendor": Self.json($0)] } ?? [:]
        )
    }

    /// Takes over an error of the store.
    init(_ error: RunStoreError) {
        self.init(
            error.description,
            code: error.code.rawValue,
            status: error.exitStatus,
            message: error.message,
            help: error.help,
            taskID: nil,
            more: [:]
        )
    }
}

/// An error with other advice.
///
/// - Parameters:
///   - error: One of ours; others are returned as they are.
///   - advice: Makes the advice from the error's own.
/// - Returns: The same error otherwise.
private func advised(_ error: any Error, _ advice: (String?) -> String) -> any Error {
    switch error {
    case var error as RunnerError:
        error.help = advice(error.help)
        return error
    case var error as PredictionError:
        error.help = advice(error.help)
        return error
    case var error as ModelBuildError:
        error.help = advice(error.help)
        return error
    case var error as RunStoreError:
        error.help = advice(error.help)
        return error
    case var error as RecordedFailure:
        error.failure.help = advice(error.failure.help)
        return error
    default:
        return error
    }
}
