import ArgumentParser

/// `runner runs`: recorded runs and what can be done with them.
struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List, resume and remove recorded runs.",
        discussion: """
            Every prediction is recorded as a run. An interrupted run continues where it stopped, and what has been paid for \
            is never paid for again. A run can be named by the beginning of either part of its id.
            """,
        subcommands: [
            RunsList.self, RunsShow.self, RunsGet.self, RunsResume.self, RunsWait.self, RunsCancel.self,
            RunsRemove.self,
            RunsPrune.self, RunsCost.self,
        ]
    )
}
