internal import FoundationEssentials
internal import Glibc
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
                return places.stranger(in: value, beside: directory)
            }
        }
    }

    /// The paths of the example files, sorted.
    package var exampleFiles: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/examples")) ?? []
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { "\(path)/examples/\($0)" }
    }
}
