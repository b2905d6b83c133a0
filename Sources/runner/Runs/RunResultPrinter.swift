import ErrorReporting
import FoundationEssentials
import Glibc
import InferenceKit
import ModelSupply
import Presentation
import Quantities
import RunStore
import RunnerCore

/// Prints the result of a run, that of a command that predicts and that of a recorded one.
enum RunResultPrinter {
    /// Prints the paths of the output files, or the outputs.
    ///
    /// - Parameters:
    ///   - result: The result.
    ///   - model: The full name of the model.
    ///   - asJSON: Whether to print one JSON object instead.
    ///   - members: What that object has besides the outputs and the price.
    static func print(_ result: RunResult, of model: String, asJSON: Bool, _ members: [String: JSONValue]) {
        if asJSON {
            var object: [String: JSONValue] = [
                "status": "succeeded", "model": .string(model), "output": .object(result.output),
                "price_usd": result.price.usd.map { .double(Dollars.rounded($0)) } ?? .null,
            ]
            object["task_id"] = result.taskID.map(JSONValue.string)
            printJSON(object.merging(members) { $1 })
        } else if result.paths.isEmpty {
            printJSON(result.output)
        } else {
            for path in result.paths { Terminal.print(path: path) }
        }
    }

    /// Prints the result of a recorded run.
    ///
    /// - Parameters:
    ///   - run: A run that has succeeded.
    ///   - asJSON: Whether to print one JSON object.
    ///   - elapsed: How long the command took.
    /// - Throws: `RunnerError` when an output file is missing.
    static func print(_ run: Run, asJSON: Bool, elapsed: Duration) throws {
        let members: [String: JSONValue] = [
            "run": .string(run.id.description), "elapsed_seconds": seconds(elapsed),
        ]
        print(try RunResult(recorded: run), of: run.model.name, asJSON: asJSON, members)
    }

    /// A time as results state it.
    static func seconds(_ duration: Duration) -> JSONValue {
        .double((duration / .seconds(1) * 10_000).rounded() / 10_000)
    }

    /// Checks that the output of a succeeded run is at the requested place, since it is not fetched again.
    ///
    /// - Parameters:
    ///   - run: A run that has succeeded.
    ///   - place: A file or a directory.
    /// - Throws: `RunnerError` with `usage` when it is elsewhere.
    static func check(_ run: Run, isAt place: String) throws {
        guard let file = run.files.first else { return }
        let directory = URL(filePath: file.path).deletingLastPathComponent().path
        guard !isSame(place, file.path), !isSame(place, directory) else { return }
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
