internal import ErrorReporting
internal import FoundationEssentials
internal import ModelBuild

/// A folder with the programs, their libraries and compiled models, that runs on machines without a compiler.
package struct RunnerBundle: Sendable, Hashable {
    /// What marks a folder as a bundle, and says what it is: `bundle.json`.
    package struct Record: Codable, Sendable, Hashable {
        /// The version of this record.
        package var format = 1
        /// The version of the programs.
        package var runner: String
        /// The kind of machine, such as `x86_64`.
        package var architecture: String
        /// The models' directories below `vision`, sorted.
        package var models: [String]
        /// The libraries that the system has to have, such as `libcurl.so.4`, each with the Debian package that holds it; the
        /// package is empty when it is not known.
        package var systemLibraries: [String: String]

        enum CodingKeys: String, CodingKey {
            case format
            case runner
            case architecture
            case models
            case systemLibraries = "system_libraries"
        }
    }

    /// The name of the file with the record.
    package static let recordName = "bundle.json"
    /// The name of the list of all files with their SHA-256, as `sha256sum --check` reads it.
    package static let checksumsName = "MANIFEST.sha256"

    /// The folder.
    package let root: String

    /// The folder of its models.
    package var registry: String { "\(root)/vision" }

    /// Finds the bundle that a program belongs to.
    ///
    /// Gives `nil` when it belongs to none.
    ///
    /// - Parameter program: The program's own path, without symbolic links: `ROOT/bin/NAME`.
    package init?(ofProgram program: String) {
        let parts = program.split(separator: "/")
        guard program.hasPrefix("/"), parts.count >= 2, parts[parts.count - 2] == "bin" else { return nil }
        self.init(at: "/" + parts.dropLast(2).joined(separator: "/"))
    }

    /// Looks at a folder.
    ///
    /// Gives `nil` when it is no bundle.
    ///
    /// - Parameter root: A folder.
    package init?(at root: String) {
        guard FileManager.default.fileExists(atPath: "\(root)/\(Self.recordName)") else { return nil }
        self.root = root
    }

    /// Tells that a bundle is in the place of a new one.
    static func isThere(_ output: String) -> RunnerError {
        RunnerError(.cannotWrite, "there is a bundle in '\(output)' already", help: "replace it with --force")
    }

    /// What the bundle says of itself; `nil` when that cannot be read.
    package var record: Record? {
        FileManager.default.contents(atPath: "\(root)/\(Self.recordName)")
            .flatMap { try? JSONDecoder().decode(Record.self, from: $0) }
    }

    /// The place of a model that came with this bundle: one of the registry's folders, behind all symbolic links.
    ///
    /// - Parameter directory: The model's directory, as the user named it.
    /// - Returns: Its path without symbolic links; `nil` when it lies elsewhere.
    func place(of directory: String) -> String? {
        guard let path = realPath(directory) else { return nil }
        return path.split(separator: "/").dropLast() == registry.split(separator: "/")[...] ? path : nil
    }

    /// Finds out whether only users whose code runs here anyway could have put a model's code there.
    ///
    /// - Parameters:
    ///   - place: What ``place(of:)`` returned.
    ///   - program: The running program.
    /// - Returns: A clause that says what is wrong.
    func objection(to place: String, program: String) -> String? {
        let trusted = OwnedPath.trustedUsers(program: program)
        let compiled = "\(place)/\(PrebuiltModel.folderName)"
        return [registry, place, compiled, "\(compiled)/model.json", "\(compiled)/model.so"].lazy
            .compactMap { OwnedPath($0).objection(trusting: trusted) }.first
    }
}
