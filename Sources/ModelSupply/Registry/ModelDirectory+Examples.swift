package import Diagnostics
internal import FoundationEssentials
internal import Glibc
package import ManifestChecks
package import ModelExamples
internal import ModelManifest

extension ModelDirectory {
    /// The examples in the directory `examples` of the model, each with what was found about its file, sorted by name.
    package var examples: [DecodedExample] {
        let places = ExamplePlaces(of: path)
        let directory = "\(path)/examples"
        return exampleFiles.map { path in
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > DecodedExample.fileBytes {
                return DecodedExample(tooLarge: path)
            }
            guard let bytes = contents(of: "examples/\(lastPart(path))", mostBytes: DecodedExample.fileBytes) else {
                return DecodedExample(unreadable: path)
            }
            return DecodedExample(bytes, path: path) { name, value in
                guard manifest.input(name)?.type.isFile == true else { return nil }
                return places.problem(in: value, beside: directory)
            }
        }
    }

    /// The findings in the examples beside a manifest, for a model that this program can run.
    ///
    /// - Parameter decoded: The manifest.
    /// - Returns: The findings, by path; none for a manifest with errors, or of another kernel, whose `examples` may be anything.
    package static func exampleFindings(beside decoded: DecodedManifest) -> [Diagnostic] {
        guard let manifest = decoded.manifest, !decoded.hasErrors, manifest.kernel.hasPrefix("swift") else { return [] }
        let directory = URL(filePath: decoded.path).deletingLastPathComponent().relativePath
        return ModelDirectory(path: directory, manifest: manifest, decoded: decoded).examples.flatMap(\.diagnostics)
    }

    /// The paths of the example files, sorted.
    package var exampleFiles: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/examples")) ?? []
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { "\(path)/examples/\($0)" }
    }
}
