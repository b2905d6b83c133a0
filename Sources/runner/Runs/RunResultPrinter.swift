import ErrorReporting
import FoundationEssentials
import Glibc
import InferenceKit
import ModelSupply
import Presentation
import Quantities
import RunStore
import RunnerCore

/// Prints the result of a recorded run as `runner predict` does.
enum RunResultPrinter {
    /// Prints the paths of the output files, or the outputs.
    ///
    /// - Parameters:
    ///   - run: A run that has succeeded.
    ///   - asJSON: Whether to print one JSON object instead.
    ///   - elapsed: How long the command took.
    /// - Throws: `RunnerError` when an output file is missing.
    static func print(_ run: Run, asJSON: Bool, elapsed: Duration) throws {
        if let gone = run.files.first(where: { !FileManager.default.fileExists(atPath: $0.path) }) {
            throw RunnerError(
                RunnerError.Code.cannotWrite,
                "the run \(run.id.short) has succeeded, but its output '\(gone.path)' is missing",
                help: "find out where it was moved; services keep results only for a short time"
            )
        }
        if asJSON {
            var members: [String: JSONValue] = [
                "status": "succeeded", "run": .string(run.id.description), "model": .string(run.model.name),
                "output": .object(run.output ?? [:]),
                "elapsed_seconds": .double((elapsed / .seconds(1) * 10_000).rounded() / 10_000),
            ]
            members["task_id"] = run.taskID.map(JSONValue.string)
            members["price_usd"] =
                run.service.isCharged ? run.price?.usd.map { .double(Dollars.rounded($0)) } ?? .null : 0
            printJSON(members)
        } else if run.files.isEmpty {
            printJSON(run.output ?? [:])
        } else {
            for file in run.files { Terminal.print(path: file.path) }
        }
    }

    /// Checks that the output of a succeeded run is at the requested place, since it is not fetched again.
    ///
    /// - Parameters:
    ///   - run: A run that has succeeded.
    ///   - place: A file or a directory.
    /// - Throws: `RunnerError` with `usage` when it is elsewhere.
    static func check(_ run: Run, isAt place: String) throws {
        guard let file = run.files.first else { return }
        let folder = URL(filePath: file.path).deletingLastPathComponent().path
        guard !isSame(place, file.path), !isSame(place, folder) else { return }
        throw RunnerError(
            RunnerError.Code.usage,
            "the run \(run.id.short) has already succeeded, and its output is '\(file.path)'; -o does not move it",
            help: "copy it: \(CommandText.line(["cp", file.path, place]))"
        )
    }

    /// Whether two paths lead to the same file or directory.
    private static func isSame(_ path: String, _ other: String) -> Bool {
        var (one, two) = (stat(), stat())
        guard stat(path, &one) == 0, stat(other, &two) == 0 else { return false }
        return one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    private static func printJSON(_ members: [String: JSONValue]) {
        Terminal.print(JSONValue.object(members))
    }

}
