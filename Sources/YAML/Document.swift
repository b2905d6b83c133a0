package import Diagnostics

/// What was read from a YAML file: its tree, as far as the file could be read.
package struct Document: Sendable {
    /// The tree; nil for a file without any content.
    package let root: Node?
    /// Whether the file was read to its end; if not, keys may be missing that the file has.
    package let isComplete: Bool
    /// The comments that are addressed to this program.
    package var comments: [Comment] = []

    /// Limits on what is read, so that a hostile file costs bounded time and memory.
    package enum Limits {
        /// The largest file in bytes.
        package static let fileBytes = 1 << 20
        /// The longest single value in bytes.
        package static let scalarBytes = 64 << 10
        /// How deep lists and mappings may be nested.
        package static let depth = 32
    }

    /// Reads one document, strictly: no anchors, aliases, tags, directives or second documents.
    ///
    /// A finding never hides the findings before it: after a syntax error the tree has everything before it. A tab in an
    /// indentation does not hide those after it either.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - findings: Receives what is wrong with the file as YAML.
    /// - Returns: The tree of the first document.
    ///
    /// See <https://yaml.org/spec/1.2.2/>.
    package static func parse(_ bytes: [UInt8], _ findings: Findings) -> Document {
        guard bytes.count <= Limits.fileBytes else {
            findings.report(
                .tooLarge,
                "the file has \(bytes.count) bytes; at most \(Limits.fileBytes) are read",
                at: nil
            )
            return Document(root: nil, isComplete: false)
        }
        let scan = TextScan(bytes, findings)
        let mayHaveComments = CommentSearch.isNeeded(in: scan.text)
        let make = { (findings: Findings, spaced: SpacedText?) in
            Composer(
                scan.text,
                spaced,
                limits: Limits.self,
                findings: findings,
                lineOfCut: scan.lineOfCut,
                keepsSpans: scan.hasTabs || mayHaveComments
            )
        }
        let root: Node?
        var composer: Composer
        if scan.hasTabs {
            let outcome = TabbedComposing(composer: make).read(scan, findings)
            (root, composer) = (outcome.root, outcome.composer)
        } else {
            composer = make(findings, nil)
            root = composer.compose()
        }
        if root == nil, composer.isComplete {
            findings.report(.emptyDocument, "the file is empty", at: nil)
        }
        var document = Document(root: root, isComplete: composer.isComplete)
        if mayHaveComments {
            document.comments = CommentSearch(scan.text, values: composer.valueSpans).comments()
        }
        return document
    }
}
