internal import FoundationEssentials

extension Toolchain {
    /// Where the libraries are that everything compiled needs to run.
    package struct Runtime: Sendable, Hashable {
        /// The folder with `libswiftCore.so`.
        package let libraryFolder: String
        /// The text of their licence.
        package let license: String
    }

    /// What the compiler says of itself with `-print-target-info`, as far as it is used here.
    private struct TargetInfo: Decodable {
        struct Paths: Decodable {
            var runtimeLibraryPaths: [String]
            var runtimeResourcePath: String
        }
        var paths: Paths
    }

    /// Asks the compiler where its libraries are.
    ///
    /// - Parameter environment: It gets only what compilers need of it.
    /// - Returns: Existing places.
    /// - Throws: ``ModelBuildError`` with `no-compiler` when it does not answer or they are not there, or
    ///   `CancellationError`.
    package func runtime(environment: [String: String]) async throws -> Runtime {
        let outcome = try await run(
            ["-print-target-info"],
            environment: environment.filter { Self.neededVariables.contains($0.key) },
            timeLimit: .seconds(20)
        )
        if case .finished(let output, succeeded: true) = outcome,
            let info = try? JSONDecoder().decode(TargetInfo.self, from: Data(output.utf8)),
            let folder = info.paths.runtimeLibraryPaths.first(where: {
                FileManager.default.fileExists(atPath: "\($0)/libswiftCore.so")
            })
        {
            let license = "\(info.paths.runtimeResourcePath)/../../share/swift/LICENSE.txt"
            if FileManager.default.isReadableFile(atPath: license) {
                return Runtime(libraryFolder: folder, license: license)
            }
        }
        throw ModelBuildError(
            .noCompiler,
            "the Swift libraries of the compiler '\(compiler)', or their licence, were not found",
            help: "install Swift 6.3 again, or name another swiftc with RUNNER_SWIFTC"
        )
    }
}
