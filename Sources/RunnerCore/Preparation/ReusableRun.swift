internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
package import InferenceKit
internal import ModelManifest
package import RunStore

/// An earlier run whose result answers a request.
package struct ReusableRun: Sendable {
    /// The run.
    package let run: Run
    /// Where its output files are to be copied; `nil` when they stay where they are.
    var copies: OutputPlan?

    /// Gets the result of the run, with its output files where they were asked for.
    ///
    /// - Returns: The outputs, and the paths of the output files.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    package func result() async throws -> (output: [String: JSONValue], paths: [String]) {
        var output = run.output ?? [:]
        guard let copies else { return (output, run.files.map(\.path)) }
        var paths: [String] = []
        for target in copies.targets {
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
            let path = try await copies.name(target)
            paths.append(path)
            if case .object(var members)? = output[file.name] {
                members["path"] = .string(absolute(path))
                output[file.name] = .object(members)
            }
        }
        return (output, paths)
    }
}

extension Run {
    /// Whether a path is that of the only output file.
    func isOutput(at path: String) -> Bool {
        files.count == 1 && URL(filePath: path).path == files[0].path
    }
}
