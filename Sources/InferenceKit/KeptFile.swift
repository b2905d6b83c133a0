/// The files that are kept with a run: those in the scratch directory whose names begin with `kept-`.
///
/// A model can create files there itself, so the runner checks their names again, by the same rule.
package enum KeptFile {
    private static let prefix = "kept-"
    /// As many bytes as every file system takes, with the prefix.
    private static let longest = 200

    /// The name of a file in the scratch directory.
    ///
    /// - Parameter name: The name that it is kept under.
    /// - Returns: The name; `nil` when no file can be kept under the given one.
    package static func scratchName(for name: String) -> String? { isUsable(name) ? prefix + name : nil }

    /// The name that a file is kept under.
    ///
    /// - Parameter scratchName: The file's name in the scratch directory.
    /// - Returns: The name; `nil` when the file is not to be kept, or cannot be kept under its name.
    package static func name(of scratchName: String) -> String? {
        guard scratchName.hasPrefix(prefix) else { return nil }
        let name = String(scratchName.dropFirst(prefix.count))
        return isUsable(name) ? name : nil
    }

    /// Whether a name is that of one visible file, and can be shown in a terminal.
    private static func isUsable(_ name: String) -> Bool {
        (1...longest).contains(name.utf8.count) && !name.hasPrefix(".")
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
    }
}
