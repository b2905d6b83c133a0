import ErrorReporting
import FoundationEssentials
import Glibc
import InferenceKit
import ModelInputs
import ModelSupply
import RunStore
import RunnerCore
import SQLiteRunStore

/// The smallest front end: predicts once on the emulator, with nothing but the core.
///
///     sample-front-end vision/omnihuman-1-5 image=face.jpg audio=speech.wav
@main
struct SampleFrontEnd {
    static func main() async {
        do {
            let arguments = CommandLine.arguments.dropFirst()
            for path in try await predict(arguments.first ?? "", Array(arguments.dropFirst())) { print(path) }
        } catch {
            let report = ErrorReport(error)
            say(report.printed)
            exit(report.exitStatus.rawValue)
        }
    }

    /// Prepares a run, drives it to its end, and returns the paths of its output files.
    static func predict(_ model: String, _ arguments: [String]) async throws -> [String] {
        let environment = ProcessInfo.processInfo.environment
        let installation = Installation(environment: environment)
        let store: any RunDatabase = try await SQLiteRunDatabase(
            path: environment["RUNNER_STATE"] ?? "",
            redactor: Redactor()
        )

        // What the user asked for.
        var inputs = GivenInputs()
        for argument in arguments { try inputs.add(argument: argument) }
        var request = PredictionRequest(model: .named(model), inputs: inputs)
        request.service = .ownEmulator

        // All checks, in the one order that protects money; whatever is wrong is thrown at once.
        let registry = Registry(roots: ["vision"])
        let preparation = Preparation(registry: registry, installation: installation, store: store)
        let prepared = try await preparation.prepare(request, watch: show)

        // The run is recorded, and driven to its end.
        let driver = RunDriver(store, environment: environment)
        return try await driver.start(prepared, watch: show).result?.paths ?? []
    }

    /// Shows what happens.
    @Sendable static func show(_ update: RunUpdate) {
        switch update {
        case .progress(let progress): say(progress.step)
        case .warning(let text): say("warning: \(text)")
        case .task(let id): say("task \(id)")
        case .fitted, .log, .downloading, .step, .request: break
        }
    }

    static func say(_ text: String) {
        _ = write(STDERR_FILENO, "\(text)\n", text.utf8.count + 1)
    }
}
