package import Diagnostics
import YAML

/// One manifest of a registry.
///
/// A class, because it is passed from rule to rule and a copy must cost next to nothing.
package final class RegistryEntry {
    /// The file.
    package let path: String
    /// What it says.
    package let facts: RegistryFacts

    /// - Parameters:
    ///   - path: The file.
    ///   - facts: What it says.
    package init(path: String, facts: RegistryFacts) {
        self.path = path
        self.facts = facts
    }

    /// The name of the directory that contains the file.
    package var directory: String { place?.directory ?? "" }

    /// The path of the registry part that contains the model, and the name of the model's directory; nil for a file that
    /// is not named `inf.yml`.
    ///
    /// By bytes, because this runs for every manifest on a single thread.
    package var place: (registry: Substring, directory: String)? {
        guard path.utf8.reversed().starts(with: "/inf.yml".utf8.reversed()) else { return nil }
        let model = path.utf8.dropLast(8)
        let slash = model.lastIndex(of: UInt8(ascii: "/"))
        let name = model[(slash.map(model.index(after:)) ?? model.startIndex)...]
        return (Substring(model[..<(slash ?? model.startIndex)]), String(Substring(name)))
    }

    /// The place of one of its facts.
    package func location(of fact: RegistryFacts.Fact) -> SourceLocation {
        SourceLocation(path: path, span: fact.span)
    }
}
