package import Diagnostics
internal import ModelManifest
import YAML

extension Rule {
    /// A tag that the listing cannot use.
    package static let badTag = Rule(
        "bad-tag",
        "A tag consists of lower-case letters, digits and single '-', and is listed once.",
        severity: .warning
    )
}

/// The listing is searched by tags.
package enum BadTag: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .badTag }

    /// Reports tags that are not slugs, and those that are listed twice.
    ///
    /// - Parameters:
    ///   - tags: The tags with their places.
    ///   - findings: Receives what is wrong.
    package static func check(_ tags: [Located<String>], _ findings: Findings) {
        var known = Set<String>(minimumCapacity: tags.count)
        for tag in tags where !findings.isFull {
            let slug =
                NameForms.isSlug(tag.value)
                ? tag.value : NameForms.words(of: tag.value, splittingCase: false).joined(separator: "-")
            guard known.insert(slug).inserted else {
                findings.reportRepeated("tag", tag.value, at: tag.place, rule: .badTag)
                continue
            }
            if slug == tag.value, !slug.isEmpty { continue }
            let isPlain = !slug.isEmpty && tag.value.utf8.allSatisfy { $0 < 0x80 }
            findings.report(
                .badTag,
                tag.value.isEmpty ? "an empty tag" : "\(quoted(tag.value)) cannot be a tag",
                at: tag.place,
                help: "use lower-case letters, digits and '-'" + (slug.isEmpty ? "" : ", such as '\(slug)'"),
                fix: isPlain && Scalar(text: slug, style: .plain).resolved == .string
                    ? .writing(slug, at: tag.place) : nil
            )
        }
    }
}
