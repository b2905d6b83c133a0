package import ErrorReporting
package import FoundationEssentials
internal import ModelManifest
package import RunStore

/// How much predictions may cost, as the user has said.
package struct SpendingLimit: Sendable, Hashable {
    /// For one run, in US dollars, from `--max-cost`.
    package let perRun: Double?
    /// For all runs of the last 24 hours, in US dollars, from `RUNNER_MAX_COST_PER_DAY`.
    package let perDay: Double?

    private static let dayVariable = "RUNNER_MAX_COST_PER_DAY"

    /// Reads the limits.
    ///
    /// - Parameters:
    ///   - perRun: From the command line.
    ///   - environment: The environment.
    /// - Throws: ``RunnerError`` with `configuration` for a limit that is no amount; it is never taken for none.
    package init(perRun: Double?, environment: [String: String]) throws(RunnerError) {
        self.perRun = perRun
        guard let text = environment[Self.dayVariable] else {
            perDay = nil
            return
        }
        guard let amount = Double(text), amount >= 0, amount.isFinite else {
            throw RunnerError(
                .configuration,
                "\(Self.dayVariable) is '\(text)', which is no amount of US dollars",
                help: "write a number such as 5 or 2.50, or unset it"
            )
        }
        perDay = amount
    }

    /// Refuses a run that costs more than one may, and under any limit a run whose price nobody knows.
    ///
    /// - Parameters:
    ///   - estimate: What it will cost.
    ///   - model: Its model.
    /// - Throws: ``RunnerError`` with `over-budget`.
    package func check(_ estimate: CostEstimate, of model: ModelDirectory) throws(RunnerError) {
        guard let name = perRun != nil ? "--max-cost" : perDay != nil ? Self.dayVariable : nil else { return }
        switch estimate {
        case .known(let usd, _):
            guard let perRun, usd > perRun + 1e-9 else { return }
            throw RunnerError(
                .overBudget,
                "the run would cost \(estimate), and --max-cost allows \(dollars(perRun))",
                help: "allow more, or make the inputs shorter; nothing was sent"
            )
        case .unknown(let reason):
            throw RunnerError(
                .overBudget,
                "what the run costs is unknown, since \(reason), and so nobody can tell whether \(name) allows it",
                help: "give a local file, whose length can be measured, or leave the limit away; nothing was sent"
            )
        case .undeclared:
            throw RunnerError(
                .overBudget,
                "the manifest of '\(model.manifest.fullName)' declares no price, and so nobody can tell whether \(name) allows it",
                help: "if it costs nothing, declare 'pricing: {usd_per_run: 0}' in \(model.path)/inf.yml, or leave the "
                    + "limit away; nothing was sent"
            )
        }
    }

    /// What all runs together may cost.
    package func budget(at time: Date) -> RunBudget? {
        perDay.map { RunBudget(usd: $0, since: time.addingTimeInterval(-86_400)) }
    }
}
