internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import ModelManifest
internal import ModelOutputs
package import RunStore

extension RunResult {
    /// Takes the result of a run that has succeeded from its record.
    ///
    /// - Parameter run: The run.
    /// - Throws: ``RunnerError`` with `cannot-write` when an output file is missing.
    package init(recorded run: Run) throws(RunnerError) {
        if let gone = run.files.first(where: { !FileManager.default.fileExists(atPath: $0.path) }) {
            throw RunnerError(
                .cannotWrite,
                "the run \(run.id.short) has succeeded, but its output '\(gone.path)' is missing",
                help: "check whether it was moved; services keep results only for a short time"
            )
        }
        self.init(
            output: run.output ?? [:],
            files: run.files,
            paths: run.files.map(\.path),
            price: run.finalPrice,
            taskID: run.taskID
        )
    }

    /// Copies the output files to other places.
    ///
    /// - Parameter plan: The places.
    /// - Returns: The result with the new places.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    func copied(to plan: OutputPlan) async throws -> RunResult {
        var result = self
        result.paths = []
        for target in plan.targets {
            guard let index = files.firstIndex(where: { $0.name == target.name }) else { continue }
            let file = files[index]
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
            let path = try await plan.name(target)
            result.paths.append(path)
            result.files[index].path = FilePath.absolute(path)
            result.output.set(path: FilePath.absolute(path), ofFile: file.name)
        }
        return result
    }
}
