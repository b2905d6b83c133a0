package import Diagnostics

extension Rule {
    /// The file is missing, a directory, a pipe, or not ours to read.
    package static let unreadableFile = Rule("unreadable-file", "A manifest is a regular file that can be read.")
}
