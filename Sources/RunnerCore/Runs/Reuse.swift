internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
package import InferenceKit
internal import ModelManifest
package import RunStore

/// Answers a prediction from an earlier run that was asked for the same.
package struct Reuse: Sendable {
    private let database: any RunDatabase

    /// Prepares to look for runs.
    ///
    /// - Parameter database: Where they are recorded.
    package init(_ database: any RunDatabase) {
        self.database = database
    }

    /// Finds the newest run with the same model and inputs whose output files are there as they were.
    ///
    /// What an emulator made does not stand in for what a service makes, nor the other way round.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - checked: Its inputs.
    ///   - given: The same as the user gave them.
    ///   - service: How it would be reached.
    /// - Returns: The run, or `nil`.
    /// - Throws: When a file or the store cannot be read.
    package func run(
        of model: ModelDirectory,
        _ checked: CheckedInputs,
        given: GivenInputs,
        service: ServiceSettings
    ) async throws -> Run? {
        let input = try RunInput(given, checked)
        let runs = try await database.succeeded(
            modelKey: try RunKeys.key(of: model),
            fingerprint: input.fingerprint
        )
        return runs.first { run in
            run.model.name == model.manifest.fullName && run.service.usesOwnEmulator == service.usesOwnEmulator
                && (service.usesOwnEmulator || run.service.endpoint == service.endpoint)
                && run.files.allSatisfy(\.isUnchanged)
        }
    }

    /// Copies the output files of a run to other places.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - outputs: The places.
    /// - Returns: The outputs with the new paths, and the paths.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    package func copy(
        _ run: Run,
        to outputs: OutputPlan
    ) async throws -> (output: [String: JSONValue], paths: [String]) {
        var output = run.output ?? [:]
        var paths: [String] = []
        for target in outputs.targets {
            guard let file = run.files.first(where: { $0.name == target.declaration.name }) else { continue }
            if absolute(target.path) == file.path {
                paths.append(target.path)
                continue
            }
            do {
                try FileManager.default.copyItem(atPath: file.path, toPath: target.partialPath)
            } catch {
                unlink(target.partialPath)
                throw RunnerError(
                    .cannotWrite,
                    "'\(file.path)' cannot be copied to '\(target.path)': \(error)",
                    help: "choose another place with -o"
                )
            }
            let path = try await outputs.name(target)
            paths.append(path)
            if case .object(var members)? = output[file.name] {
                members["path"] = .string(absolute(path))
                output[file.name] = .object(members)
            }
        }
        return (output, paths)
    }
}
