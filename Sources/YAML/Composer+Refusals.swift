import Diagnostics

/// What YAML allows and a manifest does not need.
extension Composer {
    /// Reports an anchor and a tag of an event.
    func refuseProperties(anchor: String?, tag: String?, _ span: Span) {
        let start = span.start
        if let anchor {
            findings.report(
                .alias,
                "anchor \(quoted("&" + anchor))",
                at: Span(start: start, length: anchor.unicodeScalars.count + 1),
                help: "remove the anchor and write the value out where it is used"
            )
        }
        if let tag {
            let written = Self.written(tag)
            findings.report(
                .tag,
                "tag \(quoted(written))",
                at: Span(start: start, length: anchor == nil ? written.unicodeScalars.count : 1),
                help: "remove the tag; put the value in quotes to make it a string"
            )
        }
    }

    /// Reports where a second document starts.
    func reportSecondDocument(_ span: Span) {
        findings.report(
            .multipleDocuments,
            "a second document starts here",
            at: span,
            help: "keep one document; a manifest describes one model"
        )
    }

    /// A tag as it is mostly written; libyaml gives it in full.
    private static func written(_ tag: String) -> String {
        let standard = "tag:yaml.org,2002:"
        return tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
    }
}
