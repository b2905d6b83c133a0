package import Diagnostics
import ManifestDecoding

extension Rule {
    /// A missing file, a directory, a pipe, or a file without read permission.
    package static let unreadableFile = Rule(
        "unreadable-file",
        "A manifest is a regular file that can be read.",
        isMandatory: true
    )
}

/// Reported where the file is read.
enum UnreadableFile: ManifestRule {
    static var rule: Rule { .unreadableFile }
}
