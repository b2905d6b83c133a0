import FoundationEssentials
import Glibc
import SystemPackage

/// The folder that holds everything an emulator writes; it is gone when the emulator ends.
struct WorkDirectory: Sendable {
    /// Where it is.
    let path: String

    /// Creates a folder of a name that nobody else has, in the system's folder for temporary files.
    ///
    /// - Throws: ``EmulatorError`` with `file`.
    init() throws(EmulatorError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        var template = Array("\(parent.isEmpty ? "/tmp" : parent)/runner-emulator-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else {
            throw EmulatorError(
                .file,
                "no folder can be made in '\(parent.isEmpty ? "/tmp" : parent)': \(Errno(rawValue: errno))"
            )
        }
        path = made
    }

    /// A path in the folder that nothing has yet.
    ///
    /// - Parameter name: What the file's name ends with.
    /// - Returns: An absolute path.
    func newPath(_ name: String) -> String { "\(path)/\(Identifiers.random(digits: 16))-\(name)" }

    /// Removes the folder with everything in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file.
    ///
    /// - Throws: ``EmulatorError`` with `file`.
    static func write(_ bytes: [UInt8], to path: String) throws(EmulatorError) {
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw EmulatorError(.file, "a temporary file cannot be written: is the disk full?")
        }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The length of a file.
    ///
    /// - Throws: ``EmulatorError`` with `file`.
    static func byteCount(ofFileAt path: String) throws(EmulatorError) -> Int {
        do {
            let file = try FileDescriptor.open(path, .readOnly)
            return try file.closeAfter { Int(try file.seek(offset: 0, from: .end)) }
        } catch {
            throw EmulatorError(.file, "a temporary file cannot be read: \(error)")
        }
    }
}
