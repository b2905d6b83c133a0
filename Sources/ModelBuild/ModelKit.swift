internal import FoundationEssentials

/// The compiled modules that a model imports, as they lie beside this program.
package struct ModelKit: Sendable, Hashable {
    /// The modules that a model may import.
    static let moduleNames = ["InferenceKit", "VisionHelper"]

    /// The folder that holds the modules.
    package let folder: String

    /// Finds the modules.
    ///
    /// - Parameter program: The path of the running program; the modules are in `Modules` beside it after a build, and
    ///   in `../lib/modules` in a bundle.
    /// - Throws: ``ModelBuildError`` with `no-kit`.
    package init(besideProgram program: String) throws(ModelBuildError) {
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let candidates = ["\(folder)/Modules", "\(folder)/../lib/modules"]
        let found = candidates.first { candidate in
            Self.moduleNames.allSatisfy {
                FileManager.default.isReadableFile(atPath: "\(candidate)/\($0).swiftmodule")
            }
        }
        guard let found else {
            throw ModelBuildError(
                .noKit,
                "the modules InferenceKit and VisionHelper were not found in '\(candidates[0])'",
                help: "build the project again ('make build'), or reinstall it"
            )
        }
        self.folder = found
    }

    /// The paths of the modules.
    package var files: [String] { Self.moduleNames.map { "\(folder)/\($0).swiftmodule" } }

    /// What tells these modules from all others, those of another compiler too: a SHA-256 in hexadecimal digits.
    ///
    /// - Throws: ``ModelBuildError`` with `no-kit` when a module cannot be read, `cache-unusable` when hashing fails.
    package func identity() throws(ModelBuildError) -> String {
        try hexDigest(of: [Array("kit-1".utf8)] + contents())
    }

    /// Makes a folder that holds the modules a model may import and no others, so that an import of something else of this
    /// program is told as what it is.
    ///
    /// - Parameter folder: The folder to create, with links to the modules.
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    func link(into folder: String) throws(ModelBuildError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            for name in Self.moduleNames {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/\(name).swiftmodule",
                    withDestinationPath: "\(self.folder)/\(name).swiftmodule"
                )
            }
        } catch {
            throw ModelBuildError(
                .cacheUnusable,
                "the folder '\(folder)' cannot be made: \(error)",
                help: "make room, or choose another cache with --cache or RUNNER_CACHE"
            )
        }
    }

    /// The compiled modules' bytes, which change when what a model sees of them changes.
    func contents() throws(ModelBuildError) -> [[UInt8]] {
        var contents: [[UInt8]] = []
        for file in files {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw ModelBuildError(
                    .noKit,
                    "the module '\(file)' cannot be read",
                    help: "build the project again ('make build'), or reinstall it"
                )
            }
            contents.append([UInt8](data))
        }
        return contents
    }
}
