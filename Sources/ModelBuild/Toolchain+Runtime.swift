internal import FoundationEssentials
internal import Processes

extension Toolchain {
    /// The libraries that compiled code needs at run time.
    package struct Runtime: Sendable, Hashable {
        /// The directory of `libswiftCore.so`.
        package let libraryDirectory: String
        /// The file with their licence.
        package let license: String
    }

    /// What is used here of the output of `-print-target-info`.
    private struct TargetInfo: Decodable {
        struct Paths: Decodable {
            var runtimeLibraryPaths: [String]
            var runtimeResourcePath: String
        }
        var paths: Paths
    }

    /// Asks the compiler where its libraries are.
    ///
    /// - Parameter environment: The environment, of which the compiler gets only what it needs.
    /// - Returns: Existing places.
    /// - Throws: ``ModelBuildError`` with `no-compiler` if it does not answer or they do not exist, or
    ///   `CancellationError`.
    package func runtime(environment: [String: String]) async throws -> Runtime {
        let outcome = try await run(
            ["-print-target-info"],
            environment: environment.filter { Self.neededVariables.contains($0.key) },
            timeLimit: .seconds(20)
        )
        if case .finished(let output, .exited(0)) = outcome,
            let info = try? JSONDecoder().decode(TargetInfo.self, from: Data(output.utf8)),
            let directory = info.paths.runtimeLibraryPaths.first(where: {
                FileManager.default.fileExists(atPath: "\($0)/libswiftCore.so")
            })
        {
            let license = "\(info.paths.runtimeResourcePath)/../../share/swift/LICENSE.txt"
            if FileManager.default.isReadableFile(atPath: license) {
                return Runtime(libraryDirectory: directory, license: license)
            }
        }
        throw ModelBuildError(
            .noCompiler,
            "the Swift libraries of the compiler '\(compiler)', or their licence, were not found",
            help: "reinstall Swift 6.3, or set RUNNER_SWIFTC to another swiftc"
        )
    }
}
