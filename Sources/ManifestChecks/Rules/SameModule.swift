package import Diagnostics
import ManifestDecoding
internal import ModelManifest

extension Rule {
    /// Two directories that would be one Swift module.
    package static let moduleName = Rule(
        "module-name",
        "The names of directories in a registry differ in more than '-', '_' and '.'.",
        scope: .registry
    )
}

/// Models are compiled as modules whose names come from their directories.
enum SameModule: ManifestRule {
    static var rule: Rule { .moduleName }

    /// Reports directories whose models would be compiled as modules with the same name.
    static func check(registry entries: [RegistryEntry]) -> [Diagnostic] {
        var first: [String: RegistryEntry] = [:]
        return entries.compactMap { entry in
            // A file that is not named 'inf.yml' is not a model.
            guard let (parent, directory) = entry.place else { return nil }
            let module = "\(parent)/" + ModuleName.module(of: directory)
            guard let earlier = first[module] else {
                first[module] = entry
                return nil
            }
            let name = ModuleName.module(of: directory)
            return Diagnostic(
                .moduleName,
                "the directories \(quoted(directory)) and \(quoted(earlier.directory)) are the same Swift module, '\(name)'",
                at: entry.facts.name.map(entry.location) ?? SourceLocation(path: entry.path),
                help: "rename one of the two: '-', '.' and '_' are the same in a module's name",
                notes: earlier.facts.name.map {
                    [.init(message: "the other one is here", location: earlier.location(of: $0))]
                }
                    ?? []
            )
        }
    }
}
