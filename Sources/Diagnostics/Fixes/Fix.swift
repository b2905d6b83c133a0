/// A change of a file that fixes a finding and nothing else.
///
/// Only changes that keep what the author meant are offered: everything that is a guess stays help for a person.
package struct Fix: Sendable, Hashable {
    /// One piece of text to replace.
    package struct Edit: Sendable, Hashable {
        /// The text to replace; an empty span is a place to insert at.
        package let span: Span
        /// What to write there.
        package let replacement: String

        /// Creates an edit.
        ///
        /// - Parameters:
        ///   - span: The text to replace; an empty span is a place to insert at.
        ///   - replacement: What to write there.
        package init(replacing span: Span, with replacement: String) {
            self.span = span
            self.replacement = replacement
        }
    }

    /// What the change does, one phrase such as "write 'category'".
    package let title: String
    /// The pieces to replace, none of which overlaps another.
    package let edits: [Edit]

    /// Creates a fix.
    ///
    /// - Parameters:
    ///   - title: What the change does, one phrase.
    ///   - edits: The pieces to replace, none of which overlaps another.
    package init(_ title: String, _ edits: [Edit]) {
        self.title = title
        self.edits = edits
    }
}
