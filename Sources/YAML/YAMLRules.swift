package import Diagnostics

/// The rules about a file as YAML, independent of what it describes.
extension Rule {
    /// The text cannot be parsed.
    package static let yamlSyntax = Rule(
        "yaml-syntax",
        "The file is valid YAML 1.2.",
        isMandatory: true
    )
    /// Not UTF-8.
    package static let badEncoding = Rule(
        "bad-encoding",
        "The file is UTF-8 without a byte order mark.",
        isMandatory: true
    )
    /// NUL and other control characters.
    package static let controlCharacter = Rule(
        "control-character",
        "The file contains no control characters and no line breaks other than LF and CR LF.",
        isMandatory: true
    )
    /// A tab outside a value.
    package static let tab = Rule(
        "tab",
        "The parts of the file are separated by spaces, not tabs.",
        isMandatory: true
    )
    /// A repeated key.
    package static let duplicateKey = Rule(
        "duplicate-key",
        "A mapping has each key only once.",
        isMandatory: true
    )
    /// A key that is not a single value.
    package static let complexKey = Rule(
        "complex-key",
        "A key is a single value.",
        isMandatory: true
    )
    /// More than one document.
    package static let multipleDocuments = Rule(
        "multiple-documents",
        "A file contains one document.",
        isMandatory: true
    )
    /// `&name` and `*name`.
    package static let alias = Rule(
        "alias",
        "Every value is written out: no anchors and aliases.",
        isMandatory: true
    )
    /// `<<`.
    package static let mergeKey = Rule(
        "merge-key",
        "Every key is written out: no merge keys.",
        isMandatory: true
    )
    /// `!name`.
    package static let tag = Rule(
        "tag",
        "Values have no tags.",
        isMandatory: true
    )
    /// `%YAML` and `%TAG`.
    package static let directive = Rule(
        "directive",
        "The file has no directives.",
        isMandatory: true
    )
    /// `no`, `010`, `16:9`.
    package static let ambiguousValue = Rule(
        "ambiguous-value",
        "Every value means the same in YAML 1.1 and in YAML 1.2."
    )
    /// Nested too deep.
    package static let tooDeep = Rule(
        "too-deep",
        "Lists and mappings are nested at most 32 deep.",
        isMandatory: true
    )
    /// Too many bytes.
    package static let tooLarge = Rule(
        "too-large",
        "A file has at most 1 MiB and a value at most 64 KiB.",
        isMandatory: true
    )
    /// An empty file.
    package static let emptyDocument = Rule(
        "empty-document",
        "The file is not empty.",
        isMandatory: true
    )

    /// All rules about YAML, in the order of the documentation.
    package static let yaml: [Rule] = [
        .yamlSyntax, .badEncoding, .controlCharacter, .tab, .duplicateKey, .complexKey, .multipleDocuments, .alias,
        .mergeKey, .tag, .directive, .ambiguousValue, .tooDeep, .tooLarge, .emptyDocument,
    ]
}
