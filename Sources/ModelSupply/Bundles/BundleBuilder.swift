internal import ErrorReporting
internal import FoundationEssentials
internal import ModelBuild
internal import WorkerProtocol

/// Builds a bundle: all of it, or nothing.
package struct BundleBuilder: Sendable {
    /// A finished bundle.
    package struct Result: Sendable, Hashable {
        /// The directory.
        package let path: String
        /// Its record.
        package let record: RunnerBundle.Record
        /// The number of files.
        package let files: Int
        /// Their total size.
        package let bytes: Int
    }

    let plan: BundlePlan
    let installation: Installation
    private let watch: @Sendable (String) -> Void

    /// Prepares to build a bundle.
    ///
    /// - Parameters:
    ///   - plan: The content of the bundle.
    ///   - installation: Where the programs and the compiler are.
    ///   - watch: Called with the name of each step.
    package init(_ plan: BundlePlan, _ installation: Installation, watch: @escaping @Sendable (String) -> Void) {
        self.plan = plan
        self.installation = installation
        self.watch = watch
    }

    /// Builds the bundle in a temporary directory next to its destination, then renames that.
    ///
    /// - Returns: The bundle.
    /// - Throws: `ModelBuildError` for a model that does not compile, `RunnerError`, or `CancellationError`.
    package func build() async throws -> Result {
        let stage = try BundleStage(beside: plan.output)
        defer { stage.remove() }
        let environment = installation.environment
        let kit = try ModelKit(besideProgram: installation.program)
        let runtime = try await Toolchain(environment: environment).runtime(environment: environment)

        // What can fail comes first.
        try await compileModels(to: stage, kit)

        watch("copying the programs")
        for program in programs { try stage.copy(program.path, to: "bin/\(program.name)", isProgram: true) }
        for module in kit.files { try stage.copy(module, to: "lib/modules/\(lastPart(module))") }
        let licenses = try LicenseTexts(of: installation, swift: runtime.license)
        for (name, path) in licenses.files { try stage.copy(path, to: "licenses/\(name)") }

        watch("copying Swift's libraries")
        let binaries = programs.map { stage.path("bin/\($0.name)") } + plan.models.map { stage.path(library(of: $0)) }
        let libraries = try RuntimeLibraries(of: binaries, directory: runtime.libraryDirectory)
        for (name, path) in libraries.swift { try stage.copy(path, to: "lib/swift/\(name)") }
        let stripper = Stripper(environment: environment)
        for program in programs {
            let path = stage.path("bin/\(program.name)")
            try await stripper.strip(path)
            try stage.link(path, runpath: "$ORIGIN/../lib/swift", libraries: Set(libraries.swift.keys))
        }
        for name in libraries.swift.keys { try await stripper.strip(stage.path("lib/swift/\(name)")) }

        let record = RunnerBundle.Record(
            runner: runnerVersion,
            architecture: PrebuiltModel.architecture,
            models: plan.models.map(\.directoryName),
            systemLibraries: await libraries.packages(environment: environment)
        )
        try stage.write(record.text, to: RunnerBundle.recordName)
        try stage.write(BundleReadme(record, includesEmulator: plan.includesEmulator).text, to: "README.md")
        let files = try filesBelow(stage.root)
        try stage.write(FileChecksums(of: files, in: stage.root).text, to: RunnerBundle.checksumsName)
        let bytes = try stage.finish()
        try Task.checkCancellation()
        try stage.move(to: plan.output, replaces: plan.replaces)
        return Result(path: plan.output, record: record, files: files.count + 1, bytes: bytes)
    }

    private var programs: [(name: String, path: String)] {
        var programs = [
            ("runner", installation.program), ("runner-worker", installation.workerProgram),
            ("runner-server", installation.serverProgram),
        ]
        if plan.includesEmulator { programs.append(("runner-emulator", installation.emulatorProgram)) }
        return programs
    }

    /// The compiled code of a model, relative to the bundle.
    private func library(of model: ModelDirectory) -> String {
        "vision/\(model.directoryName)/\(PrebuiltModel.directoryName)/model.so"
    }

    /// Copies and compiles the models, and reports all that do not compile.
    private func compileModels(to stage: BundleStage, _ kit: ModelKit) async throws {
        let libraries = ModelLibraries(installation)
        var failures: [ModelBuildError] = []
        for model in plan.models {
            watch("compiling \(model.directoryName)")
            let copy = "vision/\(model.directoryName)"
            let locked = try libraries.check(model)
            try stage.copyModel(model.path, to: copy)
            // A lock also pins files that are not compiled.
            try locked?.check(ModelDirectory(path: stage.path(copy), manifest: model.manifest, decoded: model.decoded))
            do {
                // The compiler reads the original, so that its messages name it; the copy is compared afterwards.
                try stage.makeDirectory("\(copy)/\(PrebuiltModel.directoryName)")
                let library = stage.path(library(of: model))
                let sources = try await libraries.compile(model, to: library, runtime: PrebuiltModel.runtime)
                guard try ModelSources(directory: stage.path(copy)).identity() == sources.identity() else {
                    throw ModelBuildError(
                        .unreadableSource,
                        "the model in '\(model.path)' changed while it was being copied",
                        help: "try again"
                    )
                }
                try PrebuiltModel.writeRecord(in: stage.path(copy), sources, kit, runner: runnerVersion)
            } catch let error as ModelBuildError {
                failures.append(error)
            }
        }
        guard let first = failures.first else { return }
        throw failures.count == 1 ? first : ModelBuildError(joining: failures)
    }
}

extension ModelBuildError {
    /// Combines several errors into one with the code of the first.
    fileprivate init(joining errors: [ModelBuildError]) {
        self.init(
            errors[0].code,
            "\(errors.count) models cannot be compiled",
            help: "fix them, or list only the models to include",
            compilerOutput: errors.map(\.description).joined(separator: "\n")
        )
    }
}

extension RunnerBundle.Record {
    /// The record as JSON.
    fileprivate var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}
