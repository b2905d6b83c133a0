package import Diagnostics

/// The rules about a file as YAML, whatever it describes.
extension Rule {
    /// The text cannot be parsed.
    package static let yamlSyntax = Rule("yaml-syntax", "The file is valid YAML 1.2.")
    /// Not UTF-8.
    package static let badEncoding = Rule("bad-encoding", "The file is UTF-8 without a byte order mark.")
    /// NUL and its like.
    package static let controlCharacter = Rule(
        "control-character",
        "The file holds no control characters and no line breaks other than LF and CR LF."
    )
    /// A tab outside of a value.
    package static let tab = Rule("tab", "Blanks, not tabs, stand between the parts of the file.")
    /// One key twice.
    package static let duplicateKey = Rule("duplicate-key", "A mapping has each key once.")
    /// A key that is not a plain word.
    package static let complexKey = Rule("complex-key", "A key is a single value.")
    /// More than one document.
    package static let multipleDocuments = Rule("multiple-documents", "A file holds one document.")
    /// `&name` and `*name`.
    package static let alias = Rule("alias", "Every value is written out: no anchors and aliases.")
    /// `<<`.
    package static let mergeKey = Rule("merge-key", "Every key is written out: no merge keys.")
    /// `!name`.
    package static let tag = Rule("tag", "Values carry no tags.")
    /// `%YAML` and `%TAG`.
    package static let directive = Rule("directive", "The file has no directives.")
    /// `no`, `010`, `16:9`.
    package static let ambiguousValue = Rule(
        "ambiguous-value",
        "Every value means the same in YAML 1.1 and in YAML 1.2."
    )
    /// Nested too deep.
    package static let tooDeep = Rule("too-deep", "Lists and mappings are nested at most 32 deep.")
    /// Too many bytes.
    package static let tooLarge = Rule("too-large", "A file has at most 1 MiB and a value at most 64 KiB.")
    /// Nothing in it.
    package static let emptyDocument = Rule("empty-document", "The file is not empty.")

    /// All rules about YAML, in the order of the documentation.
    package static let yaml: [Rule] = [
        .yamlSyntax, .badEncoding, .controlCharacter, .tab, .duplicateKey, .complexKey, .multipleDocuments, .alias,
        .mergeKey, .tag, .directive, .ambiguousValue, .tooDeep, .tooLarge, .emptyDocument,
    ]
}
