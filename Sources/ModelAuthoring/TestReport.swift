internal import Diagnostics
internal import ErrorReporting
internal import InferenceKit
package import ModelExamples
package import Presentation
package import RunnerCore
internal import Synchronization

/// What `runner test` prints: a line for each example as it ends, and a summary; or one JSON object.
package final class TestReport: Sendable {
    private struct State {
        var models: [[String: JSONValue]] = []
        var passed = 0
        var failed = 0
        var problems = 0
        var warnings = 0
    }

    private let state = Mutex(State())
    private let isJSON: Bool
    private let warningsAreErrors: Bool
    private let reporter: ProgressReporter

    /// Starts without models.
    ///
    /// - Parameters:
    ///   - isJSON: Whether it is one JSON object.
    ///   - warningsAreErrors: Whether a warning counts as a failure.
    ///   - reporter: Draws the live line, which must be cleared before anything is printed.
    package init(isJSON: Bool, warningsAreErrors: Bool, reporter: ProgressReporter) {
        self.isJSON = isJSON
        self.warningsAreErrors = warningsAreErrors
        self.reporter = reporter
    }

    /// Whether something is not as expected.
    package var hasFailures: Bool {
        state.withLock { $0.failed + $0.problems > 0 || warningsAreErrors && $0.warnings > 0 }
    }

    /// Starts the report of a model.
    ///
    /// - Parameters:
    ///   - name: The model.
    ///   - directory: Its directory.
    package func begin(_ name: String, _ directory: String) {
        state.withLock { $0.models.append(["model": .string(name), "directory": .string(directory), "examples": []]) }
        print(name == directory ? directory : "\(name) (\(directory))")
    }

    /// Reports the result of an example.
    ///
    /// - Parameters:
    ///   - outcome: The result.
    ///   - example: The example.
    package func take(_ outcome: ExampleRun.Outcome, of example: Example) {
        let seconds = outcome.elapsed / .seconds(1)
        let isGood = outcome.differences.isEmpty
        var json = named(example.name, example.path, isGood ? "passed" : "failed")
        json["seconds"] = .double((seconds * 1_000).rounded() / 1_000)
        if !isGood {
            json["differences"] = .array(
                outcome.differences.map { difference in
                    .object([
                        "place": .string(difference.place), "expected": .string(difference.expected),
                        "found": .string(difference.found),
                    ])
                }
            )
            json["output"] = outcome.output.map(JSONValue.object)
            if !outcome.log.isEmpty { json["log"] = .array(outcome.log.map(JSONValue.string)) }
        }
        add(json, passed: isGood)
        print("  \(isGood ? "ok    " : "FAILED")  \(printable(example.name)), \(SecondsText.text(seconds))")
        for difference in outcome.differences { print(IndentedText.lines(difference.description)) }
        for line in outcome.log { print("      | \(printable(line))") }
    }

    /// Reports an example file that cannot be used.
    ///
    /// - Parameter decoded: The file.
    package func fail(_ decoded: DecodedExample) {
        var json = named(decoded.name, decoded.path, "failed")
        json["message"] = .string(decoded.rendered)
        add(json, passed: false)
        print("  FAILED  \(printable(decoded.name))")
        print(IndentedText.lines(decoded.rendered))
    }

    /// Reports what is wrong with a model itself.
    ///
    /// - Parameter error: What is wrong.
    package func fail(_ error: any Error) {
        let said = ErrorReport(error)
        state.withLock { state in
            state.problems += 1
            guard let last = state.models.indices.last else { return }
            state.models[last]["errors"] = .array((state.models[last]["errors"]?.array ?? []) + [said.json])
        }
        print(IndentedText.lines(said.printed, 2))
    }

    /// Reports a note about a model.
    ///
    /// - Parameter text: The note.
    package func note(_ text: String) {
        state.withLock { state in
            guard let last = state.models.indices.last else { return }
            state.models[last]["notes"] = .array((state.models[last]["notes"]?.array ?? []) + [.string(text)])
        }
        print("  note:  \(printable(text))")
    }

    /// Counts an example of a model that does not compile.
    ///
    /// - Parameter example: The example.
    package func skip(_ example: Example) {
        add(named(example.name, example.path, "failed"), passed: false)
        print("  FAILED  \(printable(example.name)), since the model does not compile")
    }

    /// Explains how to add examples.
    package func warnWithoutExamples() {
        let text = #"no examples; write examples/NAME.json: {"input": {…}, "output": {…}}"#
        state.withLock { state in
            state.warnings += 1
            guard let last = state.models.indices.last else { return }
            state.models[last]["warnings"] = [.string(text)]
        }
        print("  \(warningsAreErrors ? "FAILED" : "warning:")  \(text)")
    }

    /// Prints the sum.
    package func finish() {
        reporter.finish()
        let state = state.withLock { $0 }
        if isJSON {
            let json = JSONValue.object([
                "status": hasFailures ? "failed" : "succeeded", "passed": .int(state.passed),
                "failed": .int(state.failed), "models": .array(state.models.map(JSONValue.object)),
            ])
            Terminal.print(json)
            return
        }
        let (examples, models) = (state.passed + state.failed, state.models.count)
        let problems = state.problems > 0 ? "; \(state.problems) \(state.problems == 1 ? "error" : "errors")" : ""
        print(
            "\(examples) \(examples == 1 ? "example" : "examples") of \(models) \(models == 1 ? "model" : "models"): "
                + "\(state.passed) ok, \(state.failed) failed\(problems)"
        )
    }

    private func named(_ name: String, _ path: String, _ status: JSONValue) -> [String: JSONValue] {
        ["name": .string(name), "file": .string(path), "status": status]
    }

    private func add(_ example: [String: JSONValue], passed: Bool) {
        state.withLock { state in
            if passed { state.passed += 1 } else { state.failed += 1 }
            guard let last = state.models.indices.last else { return }
            state.models[last]["examples"] = .array((state.models[last]["examples"]?.array ?? []) + [.object(example)])
        }
    }

    private func print(_ line: String) {
        guard !isJSON else { return }
        reporter.finish()
        Terminal.print(line)
    }
}
