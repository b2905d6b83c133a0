internal import Glibc
package import SystemPackage

/// Folders of names that nothing had before.
package enum NewFolder {
    /// Makes an empty folder that only the user can read.
    ///
    /// - Parameter beginning: What its path begins with; six characters are added.
    /// - Returns: The path.
    /// - Throws: What the system says.
    package static func make(_ beginning: String) throws(Errno) -> String {
        var template = Array("\(beginning)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
