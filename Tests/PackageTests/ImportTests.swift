import Foundation
import InferenceKit
import TestSupport
import Testing

/// The rules of `docs/architecture.md` about who may import what.
///
/// Swift compiles an import that `Package.swift` does not declare, as long as another target happens to build the module
/// first, and then does not rebuild the importer when the module changes: the program crashes without a diagnostic.
struct ImportTests {
    private struct Target: Sendable {
        var name: String
        var files: [URL]
        var dependencies: Set<String>
        /// Whether it is a model under `vision/`.
        var isModel: Bool { name.hasPrefix("Inference_") && !isTest }
        var isTest: Bool { name.hasSuffix("Tests") }
    }

    private let targets: [Target]

    /// The modules of the kit that each know the API of a service: every directory `Sources/*Helper`.
    private static let helpers = modules { $0.hasSuffix("Helper") }

    /// The kinds of stores, which only ``RecordStores`` knows all of.
    private static let stores = modules { $0.hasSuffix("RunStore") && $0 != "RunStore" }

    private static func modules(where isMeant: (String) -> Bool) -> Set<String> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Project.directory)/Sources")) ?? []
        return Set(names.filter(isMeant))
    }

    /// Modules that come with the system or the toolchain.
    private static let systemModules: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Testing",
    ]

    /// The package as SwiftPM reads it, in a build directory of its own, since the tests' one is locked while they run.
    private static let description = Task {
        let directory = try TestDirectory()
        let result = try await run(
            "/usr/bin/env",
            ["swift", "package", "--package-path", Project.directory, "--scratch-path", directory.path, "dump-package"]
        )
        return try JSONValue(parsing: Array(result.output.utf8))
    }

    init() async throws {
        targets =
            try await Self.description.value["targets"]?.array?.map { target in
                let name = target["name"]?.string ?? ""
                let place = target["path"]?.string ?? "\(target["type"] == "test" ? "Tests" : "Sources")/\(name)"
                let dependencies = target["dependencies"]?.array?.compactMap { dependency in
                    (dependency["byName"] ?? dependency["product"])?.array?.first?.string
                }
                return Target(
                    name: name,
                    files: Self.files(in: "\(Project.directory)/\(place)", isModel: name.hasPrefix("Inference_")),
                    dependencies: Set(dependencies ?? [])
                )
            } ?? []
    }

    @Test func `every import is declared, and every declared module imported`() throws {
        #expect(targets.count > 20)
        for target in targets {
            let declared = target.dependencies
            let imported = try imports(in: target.files).subtracting(Self.systemModules)
            #expect(imported.subtracting(declared) == [], "\(target.name) imports what it does not declare")
            // A model may import all of the kit, and a test all of what it tests.
            guard !target.isTest, !target.isModel else { continue }
            // The worker links the helpers for the models that it loads.
            let forModels = target.name == "runner-worker" ? Self.helpers : []
            #expect(
                declared.subtracting(imported).subtracting(forModels) == [],
                "\(target.name) declares what it does not import"
            )
        }
    }

    @Test func `the kit is pure Swift`() throws {
        #expect(Self.helpers.count >= 2)
        for name in Self.helpers.union(["InferenceKit", "Media"]) {
            #expect(closure(of: name).filter { $0.hasPrefix("C") && $0 != name } == [])
        }
    }

    @Test func `the command line does not link libcurl`() {
        let modules = closure(of: "runner")
        #expect(!modules.contains("CCurl") && !modules.contains("CurlTransport"))
    }

    @Test func `the command line does not link a server`() {
        #expect(closure(of: "runner-server").contains("Hummingbird"))
        let modules = closure(of: "runner")
        #expect(!modules.contains("Hummingbird") && !modules.contains("RunnerServer"))
    }

    @Test func `models are supplied without the engine, the records and the network`() {
        let modules = closure(of: "ModelSupply")
        let foreign = Self.stores.union(["RunnerCore", "RunStore", "CurlTransport", "Staging", "Emulator"])
        #expect(modules.contains("ModelBuild") && modules.isDisjoint(with: foreign))
    }

    @Test func `only one module starts programs`() throws {
        let importers = try targets.filter { try imports(in: $0.files).contains("Subprocess") }.map(\.name)
        #expect(Set(importers) == ["Processes", "TestSupport"])
        let ways = /\b(posix_spawnp?|v?fork|popen|NSTask)\s*\(|\bProcess\(\)/
        for target in targets where target.name != "Processes" {
            for file in target.files where file.path.hasPrefix("\(Project.directory)/Sources/") {
                let text = try TestDirectory.text(file.path)
                #expect(text.firstMatch(of: ways) == nil, "\(file.path) starts a program")
            }
        }
    }

    @Test func `only one module imports each C library`() throws {
        for library in ["CYAML", "CCurl", "CCrypto", "CLinux", "CPostgres"] {
            let importers = try targets.filter { try imports(in: $0.files).contains(library) }.map(\.name)
            #expect(importers.count == 1, "\(library) is imported by \(importers)")
        }
    }

    @Test func `only the module that opens stores knows their kinds`() {
        #expect(Self.stores.count >= 2)
        for target in targets where !target.isTest {
            let place = target.files.first?.path ?? ""
            guard place.hasPrefix("\(Project.directory)/Sources/") else { continue }
            let known = target.dependencies.intersection(Self.stores)
            #expect(known == (target.name == "RecordStores" ? Self.stores : []), "\(target.name)")
        }
        for name in ["RunStore", "RunnerCore", "RunnerServer"] {
            let modules = closure(of: name)
            #expect(modules.contains("InferenceKit"))
            #expect(modules.isDisjoint(with: Self.stores.union(["GRDB", "CPostgres", "RecordStores"])), "\(name)")
        }
        #expect(closure(of: "SQLiteRunStore").contains("GRDB"))
        #expect(closure(of: "PostgresRunStore").contains("CPostgres"))
    }

    /// The modules from the lowest to the highest; each depends on earlier ones only.
    private static let order = orderBelowHelpers + helpers.sorted() + orderAboveHelpers

    private static let orderBelowHelpers = [
        "CYAML", "CCurl", "CCrypto", "CLinux", "CPostgres", "SystemReasons", "Sandbox", "Addresses", "Diagnostics",
        "YAML",
        "Media", "Hashing", "Quantities", "EmulatedServices", "OpenMetrics", "InferenceKit", "StagingPlaces",
    ]

    private static let orderAboveHelpers = [
        "ErrorReporting", "CommandParsing", "UserSettings", "Patterns", "ModelManifest", "ManifestDecoding",
        "ManifestChecks", "ManifestDocumentation", "ModelAgreement", "ModelExamples", "ModelSchemas", "Validation",
        "ShellCompletion", "RequestSigning", "CurlTransport", "Staging", "WorkerProtocol", "Processes", "MediaFitting",
        "SubjectMasks", "ModelBuild", "RunStore", "Uploads", "Webhooks", "ModelSupply", "CommandGuesses", "ModelInputs",
        "ModelOutputs",
        "ServiceAccess", "PaidAnswerFiles", "FileStores", "Spending", "ModelWorkers", "RunnerCore", "RunRows",
        "SQLiteRunStore", "PostgresRunStore",
        "RecordStores",
        "BatchFiles", "Batches", "RunQueue", "RunnerDoctor", "ServerConnections", "Presentation", "RunnerPage",
        "APIDescription", "RunnerServer", "FleetCommands", "BatchPresentation", "ModelAuthoring", "PictureSubjects",
        "Emulator", "runner", "runner-worker", "runner-server", "runner-emulator",
    ]

    @Test func `every module has a place in the order`() {
        let modules = targets.filter { $0.files.first?.path.hasPrefix("\(Project.directory)/Sources/") ?? false }
        #expect(modules.count > 40)
        #expect(Set(modules.map(\.name)).subtracting(Self.order) == [])
    }

    @Test func `arrows between modules point down`() {
        for target in targets {
            guard let place = Self.order.firstIndex(of: target.name) else { continue }
            let higher = target.dependencies.filter { Self.order.firstIndex(of: $0).map { $0 >= place } ?? false }
            #expect(higher == [], "\(target.name) depends on a module above it")
        }
    }

    @Test func `only the worker and models know a service's API, and only programs know the emulator`() {
        for target in targets where !target.isTest && !target.isModel {
            if !target.dependencies.isDisjoint(with: Self.helpers) {
                #expect(["runner-worker", "hot-paths", "runner-bench", "TestSupport"].contains(target.name))
            }
            if target.dependencies.contains("Emulator") { #expect(target.name == "runner-emulator") }
        }
    }

    @Test func `models import the kit only`() throws {
        let allowed = Self.helpers.union(["InferenceKit"])
        let models = targets.filter(\.isModel)
        #expect(models.count >= 2)
        for model in models { #expect(try imports(in: model.files).subtracting(allowed) == [], "\(model.name)") }
    }

    /// The Swift files of a target; those of a model lie in its directory, and its tests below that.
    private static func files(in directory: String, isModel: Bool) -> [URL] {
        let options: FileManager.DirectoryEnumerationOptions = isModel ? [.skipsSubdirectoryDescendants] : []
        let files = FileManager.default.enumerator(
            at: URL(filePath: directory),
            includingPropertiesForKeys: nil,
            options: options
        )
        return files?.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
    }

    /// The modules that files import.
    private func imports(in files: [URL]) throws -> Set<String> {
        var modules: Set<String> = []
        for file in files {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                // What is indented stands in a text.
                guard !line.hasPrefix(" ") else { continue }
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 1, words.count == index + 2,
                    index == 0 || ["internal", "package", "public", "@testable"].contains(words[0])
                else { continue }
                modules.insert(String(words[index + 1]))
            }
        }
        return modules
    }

    /// Everything of the project that a target is built with.
    private func closure(of name: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = [name]
        while let next = waiting.popLast() {
            guard found.insert(next).inserted else { continue }
            waiting += targets.first { $0.name == next }?.dependencies ?? []
        }
        return found
    }
}
