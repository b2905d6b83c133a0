internal import FoundationEssentials
internal import Glibc
package import ModelExamples

extension ModelDirectory {
    /// The examples in the folder `examples` of the model, each with what was found about its file, sorted by name.
    package var examples: [DecodedExample] {
        exampleFiles.map { path in
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, R_OK) == 0 else {
                return DecodedExample(unreadable: path)
            }
            guard status.st_size <= DecodedExample.fileBytes else { return DecodedExample(tooLarge: path) }
            return DecodedExample(FileManager.default.contents(atPath: path).map(Array.init) ?? [], path: path)
        }
    }

    /// The paths of the example files, sorted.
    package var exampleFiles: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/examples")) ?? []
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { "\(path)/examples/\($0)" }
    }
}
