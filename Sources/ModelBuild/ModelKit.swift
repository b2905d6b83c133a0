internal import FoundationEssentials
internal import Glibc
internal import SystemPackage

/// The compiled modules that a model imports, as they are installed with this program.
package struct ModelKit: Sendable, Hashable {
    /// The module that every model imports.
    static let base = "InferenceKit"

    /// The directory of the modules.
    package let directory: String

    /// The modules that a model may import: the base, and one helper for each API.
    package let moduleNames: [String]

    /// Whether a module of this name, if there is one, belongs to the kit.
    ///
    /// - Parameter name: The name of a module.
    /// - Returns: True for the base, and for the helper of an API, whose name ends in `Helper`.
    package static func mayContain(_ name: String) -> Bool { name == base || name.hasSuffix("Helper") }

    /// Finds the modules.
    ///
    /// - Parameter program: The path of the running program; the modules are in `Modules` beside it after a build, and in
    ///   `../lib/modules` in a bundle.
    /// - Throws: ``ModelBuildError`` with `no-kit`.
    package init(besideProgram program: String) throws(ModelBuildError) {
        let parent = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let candidates = ["\(parent)/Modules", "\(parent)/../lib/modules"]
        let found = candidates.first { candidate in
            FileManager.default.isReadableFile(atPath: "\(candidate)/\(Self.base).swiftmodule")
        }
        guard let found else {
            throw ModelBuildError(
                .noKit,
                "the module \(Self.base) was not found in '\(candidates[0])'",
                help: "build the project again ('make build'), or reinstall it"
            )
        }
        self.directory = found
        let files = (try? FileManager.default.contentsOfDirectory(atPath: found)) ?? []
        moduleNames = files.filter { $0.hasSuffix(".swiftmodule") }.map { String($0.dropLast(12)) }
            .filter(Self.mayContain).sorted()
    }

    /// The paths of the modules.
    package var files: [String] { moduleNames.map { "\(directory)/\($0).swiftmodule" } }

    /// A hash of the modules, which also depends on their compiler: a SHA-256 in hexadecimal digits.
    ///
    /// - Throws: ``ModelBuildError`` with `no-kit` if a module cannot be read, `cache-unusable` if hashing fails.
    package func identity() throws(ModelBuildError) -> String {
        try hexDigest(of: [Array("kit-1".utf8)] + contents())
    }

    /// Creates a directory with links to the modules that a model may import, and to no others.
    ///
    /// An import of another module of this program is then reported as unknown.
    ///
    /// - Parameter directory: The directory to create.
    /// - Throws: What the system reports.
    func link(into directory: String) throws(Errno) {
        try NewDirectory.make(at: directory)
        for name in moduleNames {
            guard symlink("\(self.directory)/\(name).swiftmodule", "\(directory)/\(name).swiftmodule") == 0 else {
                throw Errno(rawValue: errno)
            }
        }
    }

    /// The bytes of the modules, which change with what a model sees of them.
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
