import Diagnostics
package import FoundationEssentials
import InferenceKit
package import RunStore

/// Runs as a table, one a line.
package struct RunListText {
    /// The names by which to show the runs.
    private let names: [RunID: String]
    /// Now.
    private let now: Date
    /// Paths below it are shown without it.
    private let workingDirectory: String

    /// - Parameters:
    ///   - names: The names by which to show the runs.
    ///   - now: Now.
    ///   - workingDirectory: Paths below it are shown without it.
    package init(names: [RunID: String], now: Date, workingDirectory: String) {
        self.names = names
        self.now = now
        self.workingDirectory = workingDirectory
    }

    /// The lines.
    ///
    /// - Parameters:
    ///   - runs: The runs, newest first.
    ///   - width: How many columns of a terminal a line may take; `nil` for any number.
    /// - Returns: The header, and a line for each run.
    package func lines(_ runs: [Run], width: Int?) -> [String] {
        Table(
            header: ["RUN", "STATUS", "MODEL", "AGE", "COST", "RESULT"],
            rows: runs.map(row),
            width: width,
            yielding: [5, 2]
        ).lines
    }

    private func row(_ run: Run) -> [String] {
        let standing = RunStanding(run, now: now)
        return [
            names[run.id] ?? run.id.description,
            standing.text,
            printable(run.model.name),
            ClockText.age(run.created, now: now),
            standing.cost,
            printable(result(standing)),
        ]
    }

    private func result(_ standing: RunStanding) -> String {
        let run = standing.run
        if run.status == .succeeded {
            guard let first = run.files.first else { return json(run.output ?? [:]) }
            let more = run.files.count > 1 ? " and \(run.files.count - 1) more" : ""
            return shown(first.path) + more
        }
        if let failure = run.failure, !standing.isDriven { return String(failure.message.prefix { $0 != "\n" }) }
        return run.taskID.map { "task \($0)" } ?? ""
    }

    private func shown(_ path: String) -> String {
        let folder = "\(workingDirectory)/"
        return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
    }

    private func json(_ members: [String: JSONValue]) -> String {
        JSONValue.object(members).text
    }
}
