package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A directory with another name than its model.
    package static let directoryName = Rule(
        "directory-name",
        "A model's directory has the model's name, optionally followed by '-' and more text.",
        severity: .warning
    )
}

/// People look for a model in the directory with its name.
enum DirectoryName: ManifestRule {
    static var rule: Rule { .directoryName }

    /// Reports a manifest in a directory with another name.
    ///
    /// The directory can add the variant, `omnihuman-1-0-quick`, or the owner, `acme-flux`.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        let path = findings.path
        let file = "/inf.yml"
        guard path.utf8.suffix(file.utf8.count).elementsEqual(file.utf8), let pair = manifest.mapping["name"],
            let name = pair.value.string, NameForms.isModelName(name)
        else { return }
        let parent = path.utf8.dropLast(file.utf8.count)
        let last = parent.lastIndex(of: UInt8(ascii: "/")).map { parent[parent.index(after: $0)...] } ?? parent
        let directory = String(Substring(last))
        if directory == name || ["", ".", ".."].contains(directory) || directory.hasPrefix(name + "-") { return }
        if let owner = manifest.manifest.namespace, directory == "\(owner)-\(name)" { return }
        findings.report(
            .directoryName,
            "the model \(quoted(name)) is in the directory \(quoted(directory))",
            at: pair.place,
            help: "name the directory '\(name)' or '\(name)-…', or explain the difference in a comment: "
                + "'# runner: ignore[directory-name] …'"
        )
    }
}
