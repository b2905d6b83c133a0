import ErrorReporting
import InferenceKit
import ModelSupply
import Quantities
import RunStore
import RunnerCore

extension Failure {
    /// Adds the possible next steps for the run that an error concerns.
    ///
    /// - Parameters:
    ///   - stopped: The error.
    ///   - state: The option that names the store in suggested commands, if the user gave one.
    init(_ stopped: RunStopped, state: [String]) {
        let name = stopped.run.short
        let command = { (words: [String]) in CommandText.runner(["runs"] + words + state) }
        var report = stopped.report
        var about = ["run": JSONValue.string(stopped.run.description)]
        switch stopped.fate {
        case .failed, .canceled, .takenOver, .succeeded, nil:
            break
        case .lost:
            let again = "the run's emulator has stopped; predict again"
            report.help = [again, report.help].compactMap(\.self).joined(separator: "; ")
        case .interrupted:
            let resume = command(["resume", name])
            about["resume"] = .string(resume)
            about["status"] = .string(RunStatus.processing.rawValue)
            report.help = ["continue with: \(resume)", report.help].compactMap(\.self).joined(separator: "\n      ")
        case .unknown:
            about["status"] = .string(RunStatus.unknown.rawValue)
            about["price_at_stake_usd"] = stopped.stake.map { stake in
                stake.usd.map { .double(Dollars.rounded($0)) } ?? .null
            }
            let stake =
                stopped.stake.map { "\($0.usd.map(Dollars.roundedUp) ?? "an unknown amount") is at stake: " } ?? ""
            report.help = """
                \(stake)check the usage page of the service's console first; for its support, print the details with: \
                \(command(["show", name, "--support"]))
                      if the submission was not accepted: \(command(["resume", name, "--resubmit"]))
                      if it was accepted and you know its id: \(command(["resume", name, "--task", "ID"]))
                      if the run is no longer wanted: \(command(["rm", name, "--force"]))
                """
        }
        if stopped.isDrivenElsewhere {
            report.help = "wait again: \(command(["wait", name]))\n      or cancel it: \(command(["cancel", name]))"
        }
        if stopped.isJoined, stopped.fate == .unknown {
            report.help = [report.help, Self.again].compactMap(\.self).joined(separator: "\n      ")
        }
        if report.code == RunStatus.canceled.rawValue, about["status"] == nil { about["status"] = .string(report.code) }
        self.init(report: report, about: about)
    }

    private static let again = "to predict again anyway, which may be charged twice: repeat the command with --again"
}
