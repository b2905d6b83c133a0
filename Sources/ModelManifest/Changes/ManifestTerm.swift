/// One thing that a manifest says and that matters to whoever pays for a model or trusts it.
package struct ManifestTerm: Sendable, Hashable {
    /// What the thing is about.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// What a prediction costs.
        case price
        /// Which inputs are accepted, and what comes out.
        case limit
        /// A key that the model gets.
        case secret
        /// Where the model connects to.
        case host
    }

    /// What it is about.
    package let kind: Kind
    /// The keys of the manifest that lead to it, such as `inputs.audio.duration`.
    package let place: String
    /// What the manifest says, in words.
    package let text: String
}

/// A term that two versions of a manifest do not share.
package struct ManifestChange: Sendable, Hashable {
    /// What it is about.
    package let kind: ManifestTerm.Kind
    /// The keys of the manifest that lead to it.
    package let place: String
    /// What the earlier version says; `nil` when it says nothing.
    package let before: String?
    /// What the later version says; `nil` when it says nothing.
    package let after: String?
}

extension Manifest {
    /// Compares two versions of a manifest.
    ///
    /// - Parameter earlier: The earlier version; `nil` for a model that is new.
    /// - Returns: What differs in price, limits, secrets and hosts, in this order and that of the manifest.
    package func changes(since earlier: Manifest?) -> [ManifestChange] {
        let (old, new) = (earlier?.terms ?? [], terms)
        let before = Dictionary(old.map { ($0.place, $0) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.place, $0) }) { first, _ in first }
        let changed = new.filter { before[$0.place]?.text != $0.text }.map {
            ManifestChange(kind: $0.kind, place: $0.place, before: before[$0.place]?.text, after: $0.text)
        }
        let removed = old.filter { after[$0.place] == nil }.map {
            ManifestChange(kind: $0.kind, place: $0.place, before: $0.text, after: nil)
        }
        return ManifestTerm.Kind.allCases.flatMap { kind in (changed + removed).filter { $0.kind == kind } }
    }
}
