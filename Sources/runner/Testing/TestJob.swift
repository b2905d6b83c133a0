import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelAuthoring
import ModelBuild
import ModelExamples
import ModelManifest
import ModelSupply
import Presentation
import RunnerCore
import ServiceAccess

/// The work of `runner test`: one model after another, each example in its own worker.
struct TestJob {
    let command: Test
    let report: TestReport
    let reporter: ProgressReporter

    /// A model, or the reason why it cannot be used.
    private struct Subject {
        var directory: String
        var model: Result<ModelDirectory, RunnerError>
    }

    func run() async throws {
        let installation = command.cache.installation
        let subjects = try subjects()
        let models = subjects.compactMap { try? $0.model.get() }
        if let name = command.example, !models.contains(where: { $0.exampleNames.contains(name) }) {
            let names = Set(models.flatMap(\.exampleNames)).sorted().joined(separator: ", ")
            throw RunnerError(
                .usage,
                "there is no example '\(name)'",
                help: names.isEmpty ? "the models have no examples" : "the examples are: \(names)"
            )
        }
        let needsEmulator =
            command.endpoint == nil
            && (command.emulator || models.contains { !$0.manifest.secrets.isEmpty && !$0.exampleFiles.isEmpty })
        let testServer = command.endpoint.map(EmulatorProcess.Address.init(testServer:))
        try await Interruption.watched(cancels: false, reporter: reporter) { stop in
            try await EmulatorSession.with(needsEmulator, installation, reporter) { emulator in
                for subject in subjects { try await test(subject, testServer ?? emulator, installation, stop) }
            }
        }
    }

    private func subjects() throws(RunnerError) -> [Subject] {
        let registry = command.registry.registry
        guard command.models.isEmpty else {
            var subjects: [Subject] = []
            for name in command.models {
                let subject: Subject
                do {
                    let model = try registry.model(name)
                    subject = Subject(directory: model.path, model: .success(model))
                } catch  where error.code == .invalidManifest {
                    subject = Subject(directory: name, model: .failure(error))
                }
                if !subjects.contains(where: { $0.directory == subject.directory }) { subjects.append(subject) }
            }
            return subjects
        }
        let directories = try registry.directories()
        guard !directories.isEmpty else { throw RunnerError.nothingToTest(try registry.readableRoots()) }
        return directories.map { directory in
            Subject(directory: directory, model: Result { () throws(RunnerError) in try registry.model(directory) })
        }
    }

    /// Reports a README that differs from the manifest and the examples.
    private func judgeReadme(of model: ModelDirectory, _ examples: [DecodedExample]) {
        // An example that cannot be read is left out of the README.
        guard examples.allSatisfy({ $0.example != nil }) else { return }
        var isLocked = false
        do throws(RunnerError) {
            isLocked = try LockedModel.find(model.path) != nil
            let readme = try ModelReadme(of: model)
            guard readme.hasPart, !readme.isCurrent else { return }
            let message = "'\(readme.path)' differs from the manifest and the examples"
            // A locked model must not be changed just to make a test pass.
            if isLocked {
                return report.note("\(message); the model is in runner.lock, so only its author can correct that")
            }
            let command = CommandText.runner(["readme", model.path])
            let help = "run '\(command)'; --check shows the differences"
            report.fail(RunnerError(.invalidInput, message, help: help))
        } catch {
            if isLocked { report.note(error.message) } else { report.fail(error) }
        }
    }

    private func test(
        _ subject: Subject,
        _ emulator: EmulatorProcess.Address?,
        _ installation: Installation,
        _ stop: StopSignal
    ) async throws {
        let model: ModelDirectory
        switch subject.model {
        case .success(let found): model = found
        case .failure(let error):
            report.begin(subject.directory, subject.directory)
            return report.fail(error)
        }
        report.begin(model.manifest.fullName, subject.directory)
        let all = model.examples
        judgeReadme(of: model, all)
        let examples = all.filter { decoded in command.example == nil || decoded.name == command.example }
        if examples.isEmpty, command.example == nil { return report.warnWithoutExamples() }
        let run = ExampleRun(
            model,
            emulator: model.manifest.secrets.isEmpty && !command.emulator && command.endpoint == nil ? nil : emulator,
            timeout: command.timeout.duration,
            installation: installation
        )
        var compileError: ModelBuildError?
        for decoded in examples {
            guard let example = decoded.example else {
                report.fail(decoded)
                continue
            }
            if compileError != nil {
                report.skip(example)
                continue
            }
            reporter.step("\(model.manifest.name): \(example.name)")
            do {
                let outcome = try await run.outcome(of: example, stop: stop) { reporter.take($0) }
                report.take(outcome, of: example)
            } catch let error as ModelBuildError where error.isAboutModel {
                compileError = error
                report.fail(error)
                report.skip(example)
            }
        }
    }
}

extension ModelDirectory {
    /// The names of the examples, including those that cannot be used.
    var exampleNames: [String] {
        exampleFiles.map(Example.name)
    }
}

extension RunnerError {
    /// Reports a registry without models: a test that tests nothing must not pass.
    fileprivate static func nothingToTest(_ directories: [String]) -> RunnerError {
        RunnerError(
            .noModels,
            "there is nothing to test: no directory in \(directories.map { "'\($0)'" }.joined(separator: ", ")) holds an inf.yml",
            help: "create a model with 'runner new', or set a directory of models with --registry"
        )
    }
}
