package import Diagnostics
internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelAgreement
internal import ModelBuild
internal import ModelManifest

/// Holds manifests against the code beside them, by compiling and loading it.
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
    /// Manifests with errors and models in other languages are passed over: what is wrong with the manifest comes first.
    ///
    /// - Parameters:
    ///   - manifests: The paths of manifests.
    ///   - willCheck: Called with each model that is looked at.
    /// - Returns: The findings, in manifests and in Swift files, sorted.
    /// - Throws: `ModelBuildError` when nothing can be compiled here at all, ``RunnerError``, or `CancellationError`.
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
        // As many at once as this machine compiles without getting slower.
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
    /// - Throws: `ModelBuildError` when nothing can be compiled here at all, ``RunnerError``, or `CancellationError`.
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
            // A finding's message and its help are one line each.
            let oneLine = { (text: String) in
                text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
            }
            let place = model.decoded.location(of: ["name"])
            return [Diagnostic(.modelChanged, oneLine(error.message), at: place, help: error.help.map(oneLine))]
        } catch let error as RunnerError where error.code == .modelFailed {
            let log = error.logTail.last.map { "; its last words: \($0)" } ?? ""
            let place = place(namedIn: error.logTail, model) ?? setupPlace(model)
            return [finding(.doesNotLoad, error.message + log, error.help, model, at: place)]
        }
    }

    /// What makes every run of a model fail before it predicts.
    ///
    /// Nobody knows that of a model that looks for a secret in its environment, or that may be run with some of its secrets only.
    private func setupFailure(_ shape: ModelShape, _ model: ModelDirectory) throws(ModelBuildError) -> [Diagnostic] {
        guard let failure = shape.setupFailure else { return [] }
        let code = try code(of: model)
        let isDecidedBySecrets = model.manifest.secrets.contains { secret in
            shape.secrets.contains(secret.key)
                ? secret.isOptional : code.contains { $0.contains(secret.key) }
        }
        if isDecidedBySecrets { return [] }
        let message =
            "the 'init' of the model in '\(model.path)' fails, without a secret or the network having a part in it: "
        let help = "mend it: every run on this machine would end like this, before it predicts"
        return [finding(.doesNotLoad, message + failure.message, help, model, at: setupPlace(model))]
    }

    /// Finds the differences between a manifest and its model's code.
    ///
    /// - Parameters:
    ///   - model: The model, without errors in its manifest.
    ///   - library: Its compiled code.
    /// - Returns: The findings, sorted.
    /// - Throws: As ``ModelDescriber/shape(of:library:)``, or `ModelBuildError` when a file cannot be read.
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

    /// A finding about a model's code, at a place in it or as a whole.
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

    /// Where the model's code sets it up.
    private func setupPlace(_ model: ModelDirectory) -> SourceLocation? {
        (try? ModelSources(directory: model.path))?.setupInitializer
    }

    /// The place in the model's code that the last words of a trap name, as in `Inference_hello/Inference.swift:7: Fatal error`.
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
