package import Diagnostics
import InferenceKit

extension Rule {
    /// Two directories that would be one Swift module.
    package static let moduleName = Rule(
        "module-name",
        "The directories of a registry differ in more than '-', '_' and '.'."
    )
    /// One model twice.
    package static let duplicateModel = Rule("duplicate-model", "Each model of a registry has a name of its own.")
    /// One provider under two names.
    package static let providerSpelling = Rule(
        "provider-spelling",
        "A provider is spelled alike in all manifests.",
        severity: .warning
    )
    /// One secret under two names.
    package static let secretSpelling = Rule(
        "secret-spelling",
        "A secret has the same name in all manifests of a namespace.",
        severity: .warning
    )
}

/// The rules about the manifests of a registry together.
package enum RegistryRule {
    /// The rules, in the order of the documentation.
    static let all: [Rule] = [.duplicateModel, .moduleName, .providerSpelling, .secretSpelling]

    /// Holds the manifests of a registry against each other.
    ///
    /// Each finding is about one file, which its location names, with a note about another; comments that ignore it
    /// are honoured, and those that ignore nothing are found.
    ///
    /// - Parameter manifests: All manifests with their paths, in the order in which "first" is meant.
    /// - Returns: The findings, sorted.
    package static func check(_ manifests: [(path: String, manifest: DecodedManifest)]) -> [Diagnostic] {
        let entries = manifests.compactMap { path, manifest in
            manifest.facts.map { RegistryEntry(path: path, facts: $0) }
        }
        let found =
            duplicates(entries) + collisions(entries) + SpellingVariants.providers(entries)
            + SpellingVariants.secrets(entries)
        let byPath = Dictionary(grouping: found, by: \.location.path)
        var left: [Diagnostic] = []
        for (path, manifest) in manifests {
            let own = byPath[path] ?? []
            left += manifest.ignores.applied(to: own, path: path) { id in all.contains { $0.id == id } }
        }
        return left.sorted()
    }

    /// Directories beside each other whose models would be compiled as modules of one name.
    private static func collisions(_ entries: [RegistryEntry]) -> [Diagnostic] {
        var first: [String: RegistryEntry] = [:]
        return entries.compactMap { entry in
            // A manifest of another name is no model.
            guard let (folder, directory) = entry.place else { return nil }
            let module = "\(folder)/" + ModuleName.module(of: directory)
            guard let earlier = first[module] else {
                first[module] = entry
                return nil
            }
            return Diagnostic(
                .moduleName,
                "the directories \(quoted(directory)) and \(quoted(earlier.directory)) are one Swift module, '\(ModuleName.module(of: directory))'",
                at: entry.facts.name.map(entry.location) ?? SourceLocation(path: entry.path),
                help: "rename one of the two: in a module's name '-', '.' and '_' are the same",
                notes: earlier.facts.name.map {
                    [.init(message: "the other one is here", location: earlier.location(of: $0))]
                }
                    ?? []
            )
        }
    }

    private static func duplicates(_ entries: [RegistryEntry]) -> [Diagnostic] {
        var first: [String: RegistryEntry] = [:]
        return entries.compactMap { entry in
            guard let name = entry.facts.name else { return nil }
            let full = (entry.facts.namespace.map { $0.text + "/" } ?? "") + name.text
            guard let earlier = first[full] else {
                first[full] = entry
                return nil
            }
            return Diagnostic(
                .duplicateModel,
                "another model is named \(quoted(full))",
                at: entry.location(of: name),
                help: "rename one of the two, or remove it: only one can be found by this name",
                notes: earlier.facts.name.map { [.init(message: "it is here", location: earlier.location(of: $0))] }
                    ?? []
            )
        }
    }
}

/// A manifest among others.
///
/// A class, though a value by nature: it is handed on from rule to rule, and so a copy costs next to nothing.
final class RegistryEntry {
    /// The file.
    let path: String
    /// What it says.
    let facts: RegistryFacts

    init(path: String, facts: RegistryFacts) {
        self.path = path
        self.facts = facts
    }

    /// The name of the directory that the file is in.
    var directory: String { place?.directory ?? "" }

    /// The folder that the model is in, and the name of its directory; nil for a manifest of another name.
    ///
    /// By bytes, since this is the one thing done for every manifest by one thread alone.
    var place: (folder: Substring, directory: String)? {
        guard path.utf8.reversed().starts(with: "/inf.yml".utf8.reversed()) else { return nil }
        let model = path.utf8.dropLast(8)
        let slash = model.lastIndex(of: UInt8(ascii: "/"))
        let name = model[(slash.map(model.index(after:)) ?? model.startIndex)...]
        return (Substring(model[..<(slash ?? model.startIndex)]), String(Substring(name)))
    }

    /// The place of one of its facts.
    func location(of fact: RegistryFacts.Fact) -> SourceLocation {
        SourceLocation(path: path, span: fact.span)
    }
}
