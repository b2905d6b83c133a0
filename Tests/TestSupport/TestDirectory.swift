internal import FoundationEssentials
internal import Glibc

/// A temporary directory for one test, removed with this object.
package final class TestDirectory: Sendable {
    /// The absolute path.
    package let path: String

    /// Creates the directory.
    package init() throws {
        var template = Array("/tmp/runner-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and creates the directories that it is in.
    ///
    /// - Returns: The absolute path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    /// Writes a file and creates the directories that it is in.
    ///
    /// - Returns: The absolute path.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let target = "\(path)/\(name)"
        let directory = target.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/\(directory)", withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: target))
        return target
    }

    /// Reads any file as text.
    package static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    /// Reads a file as text.
    package func read(_ name: String) throws -> String {
        try Self.text("\(path)/\(name)")
    }

    /// The names in the directory, sorted.
    package func names(in directory: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(directory)").sorted()
    }
}
