import ErrorReporting
import InferenceKit
import Quantities
import RunStore
import RunnerCore

extension Failure {
    /// Adds the way on to an error about a run.
    init(_ stopped: RunStopped, state: [String]) {
        let name = stopped.run.short
        let command = { (words: [String]) in CommandText.runner(["runs"] + words + state) }
        var about = ["run": JSONValue.string(stopped.run.description)]
        switch stopped.fate {
        case .failed, .canceled, .takenOver, .succeeded, .submitted, nil:
            self.init(stopped.report)
        case .lost:
            self.init(advised(stopped.report) { _ in "the run's emulator has ended with it; predict again" })
        case .interrupted:
            let resume = command(["resume", name])
            about["resume"] = .string(resume)
            about["status"] = .string(RunStatus.processing.rawValue)
            self.init(
                advised(stopped.report) { own in
                    ["go on with '\(resume)'", own].compactMap(\.self).joined(separator: "; ")
                }
            )
        case .unknown:
            about["status"] = .string(RunStatus.unknown.rawValue)
            let stake =
                stopped.stake.map { "\($0.usd.map(Dollars.roundedUp) ?? "a price that nobody knows") is at stake: " }
                ?? ""
            about["price_at_stake_usd"] = stopped.stake.map { stake in
                stake.usd.map { .double(Dollars.rounded($0)) } ?? .null
            }
            self.init(
                advised(stopped.report) { _ in
                    "\(stake)look at the usage page of the service's console first; its support needs what "
                        + "'\(command(["show", name, "--support"]))' prints\n      if the submission was not accepted: "
                        + "\(command(["resume", name, "--resubmit"]))\n      if it was, or the run is not wanted any more: "
                        + command(["rm", name])
                }
            )
        }
        if said.code == RunStatus.canceled.rawValue, about["status"] == nil { about["status"] = .string(said.code) }
        self.about = about
    }
}

/// A report with other advice, made from its own.
private func advised(_ report: ErrorReport, _ advice: (String?) -> String) -> ErrorReport {
    var report = report
    report.help = advice(report.help)
    return report
}
