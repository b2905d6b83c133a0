internal import Glibc

extension Registry {
    /// Something that looks like a model and is not listed as one.
    package struct Oddity: Sendable, Hashable {
        /// What it is, in one phrase.
        package var message: String
        /// How to make it a model.
        package var help: String
    }

    /// Finds directories that are not listed because of a name: manifests called `inf.yaml` or `INF.yml`, and names that are
    /// not UTF-8.
    ///
    /// - Returns: The oddities, in the order of the directories and names.
    package func oddities() -> [Oddity] {
        roots.flatMap { root -> [Oddity] in
            guard isDirectory(root) else {
                return [
                    Oddity(
                        message: "there is no directory '\(root)', which is configured as a registry",
                        help: "create it, or correct --registry or RUNNER_REGISTRY"
                    )
                ]
            }
            guard let found = DirectoryNames(of: root) else { return [] }
            let unreadable = found.unreadable.map {
                Oddity(message: "the name '\($0)' in '\(root)' is not UTF-8", help: "rename the directory")
            }
            return unreadable
                + found.names.compactMap { name in
                    let directory = "\(root)/\(name)"
                    guard let manifest = Self.misspelledManifest(in: directory) else { return nil }
                    let command = CommandText.line([
                        "mv", "\(directory)/\(manifest)", "\(directory)/\(Self.manifestName)",
                    ])
                    return Oddity(
                        message: "'\(directory)' is not listed as a model: its manifest is called '\(manifest)'",
                        help: "rename it: \(command)"
                    )
                }
        }
    }

    /// A manifest under a name that is not quite `inf.yml`, in a directory that has none of that name.
    ///
    /// - Parameter directory: The directory.
    /// - Returns: The name; `nil` if there is none.
    static func misspelledManifest(in directory: String) -> String? {
        guard access("\(directory)/\(manifestName)", F_OK) != 0 else { return nil }
        return DirectoryNames(of: directory)?.names.first { ["inf.yml", "inf.yaml"].contains($0.lowercased()) }
    }
}
