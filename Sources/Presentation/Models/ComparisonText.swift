package import InferenceKit
internal import ModelManifest
package import ModelSupply

/// The difference between two revisions of a registry, for people, programs and review comments.
package struct ComparisonText {
    private let comparison: RegistryComparison

    /// Describes a comparison.
    package init(_ comparison: RegistryComparison) {
        self.comparison = comparison
    }

    private var base: String { String(comparison.base.prefix(10)) }

    private static let nothing = "price, limits, secrets and hosts of all models are the same as in"

    /// Lines for a terminal.
    package var lines: [String] {
        guard !comparison.models.isEmpty else { return ["\(Self.nothing) \(base)"] }
        return comparison.models.flatMap { model -> [String] in
            let (words, changes) = Self.parts(of: model.difference)
            let table = changes.map { change in [change.kind.rawValue, change.place, Self.text(change, arrow: "->")] }
            return ["\(Self.title(model)): \(words)"] + Table(rows: table).lines.map { "  \($0)" }
        }
    }

    /// A comment for a review, in Markdown; it begins with a mark by which a script finds it again.
    package var markdown: String {
        var lines = ["<!-- runner diff -->"]
        if comparison.models.isEmpty {
            lines.append("\(Self.nothing.prefix(1).uppercased() + Self.nothing.dropFirst()) `\(base)`.")
        }
        for model in comparison.models {
            let (words, changes) = Self.parts(of: model.difference)
            lines += ["### \(Self.code(Self.title(model))): \(words)", ""]
            guard !changes.isEmpty else { continue }
            lines += ["| | | before | now |", "|---|---|---|---|"]
            lines += changes.map { change in
                "| \(change.kind.rawValue) | \(Self.code(change.place)) | \(Self.cell(change.before)) | \(Self.cell(change.after)) |"
            }
            lines.append("")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One object for programs.
    package var json: JSONValue {
        [
            "status": "succeeded", "base": .string(comparison.base),
            "models": .array(
                comparison.models.map { model in
                    let changes = Self.parts(of: model.difference).changes
                    return [
                        "directory": .string(model.directory),
                        "model": model.name.map(JSONValue.string) ?? .null,
                        "status": .string(Self.status(model.difference)),
                        "changes": .array(
                            changes.map { change in
                                [
                                    "kind": .string(change.kind.rawValue), "place": .string(change.place),
                                    "before": change.before.map(JSONValue.string) ?? .null,
                                    "after": change.after.map(JSONValue.string) ?? .null,
                                ]
                            }
                        ),
                    ]
                }
            ),
        ]
    }

    private static func title(_ model: RegistryComparison.Model) -> String {
        model.name.map { "\(model.directory) (\($0))" } ?? model.directory
    }

    private static func status(_ difference: RegistryComparison.Difference) -> String {
        switch difference {
        case .added: "added"
        case .removed: "removed"
        case .changed: "changed"
        case .unreadable: "unreadable"
        }
    }

    private static func parts(of difference: RegistryComparison.Difference) -> (
        words: String, changes: [ManifestChange]
    ) {
        switch difference {
        case .added(let changes): ("new model", changes)
        case .removed: ("removed", [])
        case .changed(let changes): (changes.count == 1 ? "1 change" : "\(changes.count) changes", changes)
        case .unreadable(let isEarlier):
            (isEarlier ? "its earlier manifest has errors" : "its manifest has errors; see 'runner validate'", [])
        }
    }

    private static func text(_ change: ManifestChange, arrow: String) -> String {
        switch (change.before, change.after) {
        case (let before?, let after?): "\(before) \(arrow) \(after)"
        case (nil, let after?): "+ \(after)"
        case (let before, nil): "- \(before ?? "")"
        }
    }

    /// A text of a manifest as code, in which Markdown and a table's '|' have no effect.
    private static func code(_ text: String) -> String {
        let plain = text.filter { $0 != "`" && !$0.isNewline }.replacing("|", with: "\\|")
        return "`\(plain)`"
    }

    private static func cell(_ text: String?) -> String { text.map(code) ?? "" }
}
