import InferenceKit
import ModelManifest
import TestSupport
import Testing

/// The models that `Package.swift` finds by itself.
struct ModelTargetTests {
    @Test func `a model is the same module for SwiftPM and for runner`() async throws {
        let directory = try TestDirectory()
        try directory.write("Package.swift", try TestDirectory.text("\(Project.directory)/Package.swift"))
        let names = ["omnihuman-1-5", "a-b", "a.b", "a_b", "9lives", "Caps", "größe", "名前", "with blank", "a--b"]
        for name in names {
            try directory.write("vision/\(name)/inf.yml", "")
            try directory.write("vision/\(name)/Inference.swift", "")
        }
        let result = try await run(
            "/usr/bin/env",
            ["swift", "package", "--package-path", directory.path, "--manifest-cache", "none", "dump-package"]
        )
        let package = try JSONValue(parsing: Array(result.output.utf8))
        let targets = (package["targets"]?.array ?? []).filter { $0["path"]?.string?.hasPrefix("vision/") == true }
        let modules = targets.compactMap { $0["name"]?.string }
        #expect(Set(modules) == Set(names.map { ModuleName.module(of: $0) }), "\(result.errors)")
        // Of directories with one module, one is left.
        #expect(modules.count == Set(modules).count)
    }
}
