package import Diagnostics
import YAML

extension Rule {
    /// A tag that the listing cannot use.
    package static let badTag = Rule(
        "bad-tag",
        "A tag is made of lower-case letters, digits and single '-', and listed once.",
        severity: .warning
    )
    /// A capability that does not exist.
    package static let unknownCapability = Rule(
        "unknown-capability",
        "A capability of a chat model is one that exists, and listed once.",
        severity: .warning
    )
}

/// The words that a listing is searched by.
enum Tags {
    /// Reports tags that are no slugs, and those that are listed twice.
    ///
    /// - Parameters:
    ///   - tags: The tags with their places.
    ///   - findings: Takes in what is wrong.
    static func check(_ tags: [Located<String>], _ findings: Findings) {
        var known = Set<String>(minimumCapacity: tags.count)
        for tag in tags where !findings.isFull {
            let slug = isSlug(tag.value) ? tag.value : words(of: tag.value, splittingCase: false).joined(separator: "-")
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

/// What a chat model takes besides text.
enum Capabilities {
    private static let known = ["reasoning", "image", "file", "tools", "audio", "llm"]

    /// Reports capabilities that do not exist.
    ///
    /// - Parameters:
    ///   - capabilities: The capabilities with their places.
    ///   - findings: Takes in what is wrong.
    static func check(_ capabilities: [Located<String>], _ findings: Findings) {
        var seen: Set<String> = []
        let written = capabilities.map(\.value)
        for capability in capabilities where !findings.isFull {
            let name = capability.value
            guard seen.insert(name).inserted else {
                findings.reportRepeated("capability", name, at: capability.place, rule: .unknownCapability)
                continue
            }
            if known.contains(name) { continue }
            let near = nearest(to: name, in: known)
            let isSlip =
                near.map { editDistance(from: name.lowercased(), to: $0) <= 1 && !written.contains($0) } ?? false
            findings.report(
                .unknownCapability,
                "unknown capability \(quoted(name))",
                at: capability.place,
                help: (near.map { "did you mean '\($0)'? " } ?? "")
                    + "capabilities here: \(known.joined(separator: ", "))",
                fix: isSlip ? near.flatMap { .writing($0, at: capability.place) } : nil
            )
        }
    }
}
