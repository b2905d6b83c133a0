package import Diagnostics
import ManifestDecoding

extension Rule {
    /// Two models with one name.
    package static let duplicateModel = Rule(
        "duplicate-model",
        "Each model in a registry has a unique name.",
        scope: .registry
    )
}

/// Of two models with one name, only one can be found.
enum DuplicateModel: ManifestRule {
    static var rule: Rule { .duplicateModel }

    /// Reports models with the name of an earlier one.
    static func check(registry entries: [RegistryEntry]) -> [Diagnostic] {
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
                help: "rename or remove one of the two: only one can be found by this name",
                notes: earlier.facts.name.map { [.init(message: "it is here", location: earlier.location(of: $0))] }
                    ?? []
            )
        }
    }
}
