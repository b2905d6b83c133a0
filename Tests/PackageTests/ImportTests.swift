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
        var folder: String
        var dependencies: Set<String>
    }

    private let targets: [Target]

    /// Modules that come with the system or the toolchain.
    private static let systemModules: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Testing",
    ]

    /// The package as SwiftPM reads it, in a build folder of its own, since the tests' one is locked while they run.
    private static let description = Task {
        let folder = try TestFolder()
        let result = try await run(
            "/usr/bin/env",
            ["swift", "package", "--package-path", Project.folder, "--scratch-path", folder.path, "dump-package"]
        )
        return try JSONValue(parsing: Array(result.output.utf8))
    }

    init() async throws {
        targets =
            try await Self.description.value["targets"]?.array?.map { target in
                let name = target["name"]?.string ?? ""
                let folder = target["path"]?.string ?? "\(target["type"] == "test" ? "Tests" : "Sources")/\(name)"
                let dependencies = target["dependencies"]?.array?.compactMap { dependency in
                    (dependency["byName"] ?? dependency["product"])?.array?.first?.string
                }
                return Target(
                    name: name,
                    folder: "\(Project.folder)/\(folder)",
                    dependencies: Set(dependencies ?? [])
                )
            } ?? []
    }

    @Test func `every import is declared, and every declared module imported`() throws {
        #expect(targets.count > 20)
        for target in targets {
            let declared = target.dependencies
            let imported = try imports(in: target.folder).subtracting(Self.systemModules)
            #expect(imported.subtracting(declared) == [], "\(target.name) imports what it does not declare")
            guard !target.name.hasSuffix("Tests") else { continue }
            #expect(declared.subtracting(imported) == [], "\(target.name) declares what it does not import")
        }
    }

    @Test func `the kit is pure Swift`() throws {
        for name in ["InferenceKit", "VisionHelper", "Media"] {
            #expect(closure(of: name).filter { $0.hasPrefix("C") && $0 != name } == [])
        }
    }

    @Test func `the command line does not link libcurl`() {
        let modules = closure(of: "runner")
        #expect(!modules.contains("CCurl") && !modules.contains("CurlTransport"))
    }

    @Test func `only one module imports each C library`() throws {
        for library in ["CYAML", "CCurl", "CCrypto"] {
            let importers = try targets.filter { try imports(in: $0.folder).contains(library) }.map(\.name)
            #expect(importers.count == 1, "\(library) is imported by \(importers)")
        }
    }

    @Test func `models import the kit only`() throws {
        let allowed: Set<String> = ["InferenceKit", "VisionHelper"]
        for model in try FileManager.default.contentsOfDirectory(atPath: "\(Project.folder)/vision") {
            #expect(try imports(in: "\(Project.folder)/vision/\(model)").subtracting(allowed) == [])
        }
    }

    /// The modules that a folder's files import.
    private func imports(in folder: String) throws -> Set<String> {
        let files = FileManager.default.enumerator(at: URL(filePath: folder), includingPropertiesForKeys: nil)
        var modules: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
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
