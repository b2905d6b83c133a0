import Diagnostics

/// The name of a model or of its owner, which is typed in commands and used in paths.
package enum ModelName {
    /// Explains why a text is not a good name for a new model.
    ///
    /// - Parameters:
    ///   - name: The text.
    ///   - key: The key of the manifest that it is for: `name` or `namespace`.
    /// - Returns: What is wrong and what to write instead; `nil` for a good name.
    package static func refusal(of name: String, as key: String) -> (message: String, help: String)? {
        guard !NameForms.isModelName(name) || !NameForms.isSlug(name) else { return nil }
        return (problem(of: name, as: key, "a new model's"), help(name))
    }

    /// What is wrong with a name that cannot be used.
    package static func problem(of name: String, as key: String, _ owner: String) -> String {
        if name.isEmpty { return "the \(key) is empty" }
        if NameForms.hasModelForm(name), name.utf8.count > NameForms.longestModelName {
            return "the \(key) has \(name.utf8.count) characters; at most \(NameForms.longestModelName) are allowed"
        }
        return "\(quoted(name)) cannot be \(owner) \(key)"
    }

    /// What to write instead of a name.
    package static func help(_ name: String) -> String {
        if NameForms.hasModelForm(name), name.utf8.count > NameForms.longestModelName { return "choose a shorter name" }
        return "use lower-case letters, digits and '-'" + suggestion(NameForms.slug(name), for: name)
    }

    /// A proposal for a help text; empty if there is no good one.
    package static func suggestion(_ proposal: String, for name: String) -> String {
        guard let first = proposal.first, first.isLetter, proposal != name else { return "" }
        return ", such as '\(proposal)'"
    }
}
