package import Diagnostics
import YAML

extension Rule {
    /// Some pictures without the others.
    package static let partialImages = Rule(
        "partial-images",
        "A listing has all of its pictures or none.",
        severity: .warning
    )
}

/// The platform fills a missing picture with a generated one.
package enum PartialImages: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .partialImages }

    /// Reports a listing that has only some of its pictures, and addresses that cannot be shown.
    ///
    /// - Parameters:
    ///   - slots: The keys of the pictures.
    ///   - images: The mapping.
    static func check(_ slots: [String], _ images: Fields) {
        var empty: [Mapping.Pair] = []
        var filled: Mapping.Pair?
        for slot in slots {
            guard let pair = images.mapping[slot] else { continue }
            guard let text = pair.value.string, !text.isEmpty else {
                if pair.value.isNull || pair.value.string != nil { empty.append(pair) }
                continue
            }
            filled = filled ?? pair
            ImageURL.check(text, pair, images.findings)
        }
        guard let filled, let first = empty.first else { return }
        let keys = listed(empty.map { "'\($0.key.text)'" }, "and")
        images.findings.report(
            .partialImages,
            "\(keys) \(empty.count == 1 ? "is" : "are") empty, but '\(filled.key.text)' is not",
            at: first.place,
            help: "add the other pictures too; the platform fills the gap with a generated one"
        )
    }
}
