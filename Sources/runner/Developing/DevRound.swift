import Diagnostics
import ErrorReporting
import InferenceKit
import ManifestChecks
import ModelBuild
import ModelExamples
import ModelManifest
import ModelSupply
import Presentation
import RunnerCore
import ServiceAccess

/// One round: manifest, types, compiler, agreement of manifest and code, example; the first error ends it.
struct DevRound: Sendable {
    /// How a round ends.
    enum End: Sendable {
        /// Its last line was printed.
        case told
        /// A file changed; another round follows.
        case overtaken
        /// The model declares secrets, and there is no emulator.
        case needsEmulator
    }

    let number: Int
    let directory: String
    let example: String?
    let timeout: Duration
    let installation: Installation
    let emulator: EmulatorProcess.Address?
    let stop: StopSignal
    let history: DevHistory

    func run() async -> End {
        let clock = ContinuousClock()
        var stage = "manifest"
        var start = clock.now
        var times: [String] = []
        let enter = { (next: String) in
            times.append("\(stage) \(SecondsText.text((clock.now - start) / .seconds(1)))")
            stage = next
            start = clock.now
        }
        do {
            let model = try Registry.model(at: directory)
            if !model.decoded.diagnostics.isEmpty { Terminal.printRaw(model.decoded.rendered()) }
            if !model.manifest.secrets.isEmpty, emulator == nil { return .needsEmulator }
            enter("types")
            let libraries = ModelLibraries(installation)
            try await libraries.typecheck(model)
            enter("compile")
            _ = try await libraries.library(of: model)
            enter("agreement")
            let differences = try await CodeCheck(installation).findings(in: model)
            if !differences.isEmpty { Terminal.printRaw(model.rendered(differences)) }
            guard !differences.contains(where: { $0.severity == .error }) else { return fail(at: stage, times) }
            guard let decoded = try chosen(of: model) else {
                enter("")
                tell("ok, but there is no example to run", times)
                return .told
            }
            enter("example '\(decoded.name)'")
            guard let example = decoded.example else {
                Terminal.printRaw(decoded.rendered)
                return fail(at: stage, times)
            }
            let run = ExampleRun(model, emulator: emulator, timeout: timeout, installation: installation)
            let outcome = try await run.outcome(of: example, stop: stop)
            let output = outcome.output.map { JSONValue.object($0).printableText }
            if let output { Terminal.print("  \(output)") }
            for difference in outcome.differences { Terminal.print(IndentedText.lines(difference.description, 2)) }
            for line in outcome.log { Terminal.print(IndentedText.lines("| \(line)", 2)) }
            guard outcome.differences.isEmpty else { return fail(at: stage, times) }
            enter("")
            history.note(DevHistory.Good(number: number, output: output ?? "refused, as expected"))
            tell("ok", times)
            return .told
        } catch {
            if Task.isCancelled { return .overtaken }
            Terminal.print(IndentedText.lines(ErrorReport(error).printed, 0))
            return fail(at: stage, times)
        }
    }

    /// The example that was asked for, or the first.
    private func chosen(of model: ModelDirectory) throws(RunnerError) -> DecodedExample? {
        let examples = model.examples
        guard let example else { return examples.first }
        if let match = examples.first(where: { $0.name == example }) { return match }
        let names = examples.map(\.name).joined(separator: ", ")
        throw RunnerError(
            .usage,
            "there is no example '\(example)'",
            help: names.isEmpty ? "the model has none" : "there are: \(names)"
        )
    }

    private func fail(at stage: String, _ times: [String]) -> End {
        if Task.isCancelled { return .overtaken }
        if let good = history.lastGood { Terminal.print("  last good, round \(good.number): \(good.output)") }
        tell("FAILED at \(stage)", times)
        return .told
    }

    private func tell(_ what: String, _ times: [String]) {
        let list = times.isEmpty ? "" : " (\(times.joined(separator: ", ")))"
        Terminal.print("round \(number): \(what)\(list); watching \(directory)")
    }
}
