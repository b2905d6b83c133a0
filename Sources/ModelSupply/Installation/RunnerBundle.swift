internal import ErrorReporting
internal import FoundationEssentials
internal import ModelBuild

/// A directory with the programs, their libraries and compiled models, for machines without a compiler.
package struct RunnerBundle: Sendable, Hashable {
    /// The content of `bundle.json`, which marks a directory as a bundle.
    package struct Record: Codable, Sendable, Hashable {
        /// The version of this record.
        package var format = 1
        /// The version of the programs.
        package var runner: String
        /// The architecture, such as `x86_64`.
        package var architecture: String
        /// The models' directories below `vision`, sorted.
        package var models: [String]
        /// The required system libraries, such as `libcurl.so.4`, each with its Debian package; the package is empty if it is
        /// not known.
        package var systemLibraries: [String: String]

        enum CodingKeys: String, CodingKey {
            case format
            case runner
            case architecture
            case models
            case systemLibraries = "system_libraries"
        }
    }

    /// The name of the record's file.
    package static let recordName = "bundle.json"
    /// The name of the list of files with their SHA-256, which `sha256sum --check` reads.
    package static let checksumsName = "MANIFEST.sha256"

    /// The directory.
    package let root: String

    /// The directory of its models.
    package var registry: String { "\(root)/vision" }

    /// Finds the bundle that a program belongs to.
    ///
    /// Gives `nil` if there is none.
    ///
    /// - Parameter program: The program's own path, without symbolic links: `ROOT/bin/NAME`.
    package init?(ofProgram program: String) {
        let parts = program.split(separator: "/")
        guard program.hasPrefix("/"), parts.count >= 2, parts[parts.count - 2] == "bin" else { return nil }
        self.init(at: "/" + parts.dropLast(2).joined(separator: "/"))
    }

    /// Opens a bundle.
    ///
    /// Gives `nil` if the directory is not one.
    ///
    /// - Parameter root: A directory.
    package init?(at root: String) {
        guard FileManager.default.fileExists(atPath: "\(root)/\(Self.recordName)") else { return nil }
        self.root = root
    }

    /// The error about an existing bundle at the destination.
    static func isThere(_ output: String) -> RunnerError {
        RunnerError(.cannotWrite, "there is already a bundle in '\(output)'", help: "replace it with --force")
    }

    /// Its record; `nil` if that cannot be read.
    package var record: Record? {
        FileManager.default.contents(atPath: "\(root)/\(Self.recordName)")
            .flatMap { try? JSONDecoder().decode(Record.self, from: $0) }
    }

    /// The path of a model that came with this bundle, with symbolic links resolved.
    ///
    /// - Parameter directory: The model's directory, as the user named it.
    /// - Returns: Its path without symbolic links; `nil` if it is not in the bundle's registry.
    func place(of directory: String) -> String? {
        guard let path = realPath(directory) else { return nil }
        return path.split(separator: "/").dropLast() == registry.split(separator: "/")[...] ? path : nil
    }

    /// Checks that only users whose code runs here anyway could have put a model's code there.
    ///
    /// - Parameters:
    ///   - place: What ``place(of:)`` returned.
    ///   - program: The running program.
    /// - Returns: A clause that says what is wrong; `nil` if nothing is.
    func objection(to place: String, program: String) -> String? {
        let trusted = OwnedPath.trustedUsers(program: program)
        let compiled = "\(place)/\(PrebuiltModel.directoryName)"
        return [registry, place, compiled, "\(compiled)/model.json", "\(compiled)/model.so"].lazy
            .compactMap { OwnedPath($0).objection(trusting: trusted) }.first
    }
}
