import ArgumentParser
import BatchPresentation
import Batches
import ErrorReporting
import Presentation
import RunStore

/// `runner batches`: the batches that are recorded.
struct BatchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches",
        abstract: "List batches, or show the rows of one.",
        discussion: """
            Only rows that have a run are known; rows that were never started exist only in the batch's file. Its runs have the label \
            'batch:NAME', so 'runner runs list --label batch:NAME' lists them and 'runner runs cost --by label' adds up what they cost.
            """
    )

    @Argument(help: "A batch, or the beginning of its name; all batches by default.")
    var name: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        let opened = try await RecordedRuns.opened(state, isForReading: true)
        var batches: [RecordedBatch] = []
        if let opened { batches = try await RecordedBatch.all(in: opened.database) }
        guard let name else {
            BatchList.print(batches, asJSON: json)
            return
        }
        let found = batches.filter { $0.name.description.hasPrefix(name) }
        let exact = found.filter { $0.name.description == name }
        guard let batch = exact.first ?? found.first, exact.count == 1 || found.count == 1, let recorded = opened,
            let (sum, runs) = try await RecordedBatch.runs(of: batch.name, in: recorded.database)
        else {
            let names = found.map { $0.name.description }.joined(separator: ", ")
            throw RunnerError(
                .usage,
                found.isEmpty ? "there is no batch '\(name)'" : "several batches begin with '\(name)'",
                help: found.isEmpty ? "'runner batches' lists the batches" : "one of: \(names)"
            )
        }
        BatchList.print(sum, runs, asJSON: json)
    }
}

extension BatchesCommand: JSONPrinting, RunRecording {}
