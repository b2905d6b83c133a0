import Diagnostics
package import FoundationEssentials
import InferenceKit
package import RunStore

/// Runs as a table, one a line.
package struct RunListText {
    /// What is shown of a run, without its name, which depends on the names of the others.
    package struct Row {
        /// The run.
        package let run: RunID
        fileprivate let cells: [String]
    }

    /// Now.
    private let now: Date
    /// Paths below it are shown without it.
    private let workingDirectory: String

    /// - Parameters:
    ///   - now: Now.
    ///   - workingDirectory: Paths below it are shown without it.
    package init(now: Date, workingDirectory: String) {
        self.now = now
        self.workingDirectory = workingDirectory
    }

    /// The lines.
    ///
    /// - Parameters:
    ///   - rows: The runs, newest first.
    ///   - names: The names by which to show them.
    ///   - width: The maximum line width in columns; `nil` for no limit.
    /// - Returns: The header, and a line for each run.
    package func lines(_ rows: [Row], names: [RunID: String], width: Int?) -> [String] {
        Table(
            header: ["RUN", "STATUS", "MODEL", "AGE", "COST", "RESULT"],
            rows: rows.map { [names[$0.run] ?? $0.run.description] + $0.cells },
            width: width,
            yielding: [5, 2]
        ).lines
    }

    /// What is shown of a run.
    package func row(_ run: Run) -> Row {
        let standing = RunStanding(run, now: now)
        return Row(
            run: run.id,
            cells: [
                standing.text,
                printable(run.model.name),
                ClockText.age(run.created, now: now),
                standing.cost,
                printable(result(standing)),
            ]
        )
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
        let directory = "\(workingDirectory)/"
        return path.hasPrefix(directory) ? String(path.dropFirst(directory.count)) : path
    }

    private func json(_ members: [String: JSONValue]) -> String {
        JSONValue.object(members).text
    }
}
