package import Diagnostics
internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ManifestChecks
internal import ModelAgreement
internal import ModelBuild
internal import ModelManifest

/// Compares manifests with the code beside them, by compiling and loading it.
package struct CodeCheck: Sendable {
    private let installation: Installation

    /// Prepares to check models.
    ///
    /// - Parameter installation: Where programs, caches and compilers are.
    package init(_ installation: Installation) {
        self.installation = installation
    }

    /// Finds the differences between manifests and their models' code, and what does not compile.
    ///
    /// Manifests with errors and models in other languages are skipped.
    ///
    /// - Parameters:
    ///   - manifests: The paths of manifests.
    ///   - willCheck: Called with each model before it is checked.
    /// - Returns: The findings, in manifests and in Swift files, sorted.
    /// - Throws: `ModelBuildError` if this machine cannot compile models, `RunnerError`, or `CancellationError`.
    package func findings(
        in manifests: [String],
        willCheck: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> [Diagnostic] {
        let models = manifests.compactMap { path -> ModelDirectory? in
            let decoded = ManifestFile.read(path: path)
            guard let manifest = decoded.manifest, !decoded.hasErrors, manifest.kernel.hasPrefix("swift") else {
                return nil
            }
            let directory = URL(filePath: path).deletingLastPathComponent().relativePath
            return ModelDirectory(path: directory, manifest: manifest, decoded: decoded)
        }
        // One model per processor; more would not be faster.
        return try await withThrowingTaskGroup(of: [Diagnostic].self) { group in
            var waiting = models.makeIterator()
            var found: [Diagnostic] = []
            for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) {
                guard let model = waiting.next() else { break }
                group.addTask { try await findings(in: model, willCheck) }
            }
            while let next = try await group.next() {
                found += next
                if let model = waiting.next() { group.addTask { try await findings(in: model, willCheck) } }
            }
            return found.sorted()
        }
    }

    /// Finds the differences between a manifest and its model's code, or why the code cannot be used.
    ///
    /// - Parameter model: The model, without errors in its manifest.
    /// - Returns: The findings, sorted.
    /// - Throws: `ModelBuildError` if this machine cannot compile models, `RunnerError`, or `CancellationError`.
    package func findings(in model: ModelDirectory) async throws -> [Diagnostic] {
        try await findings(in: model) { _ in }
    }

    private func findings(in model: ModelDirectory, _ willCheck: (String) -> Void) async throws -> [Diagnostic] {
        willCheck(model.path)
        do {
            let library = try await ModelLibraries(installation).library(of: model)
            let shape = try await ModelDescriber(installation).shape(of: model, library: library)
            return (try setupFailure(shape, model) + disagreements(of: model, shape)).sorted()
        } catch let error as ModelBuildError {
            guard error.isAboutModel else { throw error }
            if !error.findings.isEmpty { return error.findings }
            let output = error.compilerOutput.isEmpty ? "" : ": \(error.compilerOutput)"
            return [finding(.doesNotCompile, error.message + output, error.help.isEmpty ? nil : error.help, model)]
        } catch let error as PredictionError {
            return [finding(.doesNotLoad, error.message, error.help, model)]
        } catch let error as RunnerError where error.code == .modelChanged {
            // Messages and help of findings are single lines.
            let oneLine = { (text: String) in
                text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
            }
            let place = model.decoded.location(of: ["name"])
            return [Diagnostic(.modelChanged, oneLine(error.report.message), at: place, help: error.help.map(oneLine))]
        } catch let error as RunnerError where error.code == .modelFailed {
            let log = error.logTail.last.map { "; its last output: \($0)" } ?? ""
            let place = place(namedIn: error.logTail, model) ?? setupPlace(model)
            return [finding(.doesNotLoad, error.message + log, error.help, model, at: place)]
        }
    }

    /// An error in `init` that makes every run fail.
    ///
    /// If the model looks for a secret in its environment, or has optional secrets, a run may succeed with them.
    private func setupFailure(_ shape: ModelShape, _ model: ModelDirectory) throws(ModelBuildError) -> [Diagnostic] {
        guard let failure = shape.setupFailure else { return [] }
        let code = try code(of: model)
        let isDecidedBySecrets = model.manifest.secrets.contains { secret in
            shape.secrets.contains(secret.key)
                ? secret.isOptional : code.contains { $0.contains(secret.key) }
        }
        if isDecidedBySecrets { return [] }
        let message =
            "the 'init' of the model in '\(model.path)' fails, and neither a secret nor the network causes that: "
        let help = "correct it; every run would fail like this before it predicts"
        return [finding(.doesNotLoad, message + failure.message, help, model, at: setupPlace(model))]
    }

    /// Finds the differences between a manifest and its model's code.
    ///
    /// - Parameters:
    ///   - model: The model, without errors in its manifest.
    ///   - library: Its compiled code.
    /// - Returns: The findings, sorted.
    /// - Throws: As ``ModelDescriber/shape(of:library:)``, or `ModelBuildError` if a file cannot be read.
    func disagreements(of model: ModelDirectory, library: String) async throws -> [Diagnostic] {
        try disagreements(of: model, try await ModelDescriber(installation).shape(of: model, library: library))
    }

    private func disagreements(
        of model: ModelDirectory,
        _ shape: ModelShape
    ) throws(ModelBuildError) -> [Diagnostic] {
        let code = try code(of: model)
        return Agreement.check(model.decoded, against: shape) { text in
            code.contains { $0.contains(text) }
        }
    }

    private func code(of model: ModelDirectory) throws(ModelBuildError) -> [String] {
        try ModelSources(directory: model.path).files.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// A finding about a place in a model's code, or about all of it.
    private func finding(
        _ rule: Rule,
        _ message: String,
        _ help: String?,
        _ model: ModelDirectory,
        at place: SourceLocation? = nil
    ) -> Diagnostic {
        let file = "\(model.path)/Inference.swift"
        let isThere = FileManager.default.fileExists(atPath: file)
        let whole = SourceLocation(path: isThere ? file : model.decoded.path)
        return Diagnostic(rule, message, at: place ?? whole, help: help)
    }

    /// The place of the model's `init`.
    private func setupPlace(_ model: ModelDirectory) -> SourceLocation? {
        (try? ModelSources(directory: model.path))?.setupInitializer
    }

    /// The place in the model's code that a trap has printed, as in `Inference_hello/Inference.swift:7: Fatal error`.
    private func place(namedIn log: [String], _ model: ModelDirectory) -> SourceLocation? {
        guard let sources = try? ModelSources(directory: model.path) else { return nil }
        for line in log.reversed() {
            guard let match = line.firstMatch(of: #/([^/\s]+\.swift):(\d+): /#), let number = Int(match.2),
                let file = sources.files.first(where: { $0.name == match.1 })
            else { continue }
            return sources.place(ofLine: number, in: file)
        }
        return nil
    }
}
