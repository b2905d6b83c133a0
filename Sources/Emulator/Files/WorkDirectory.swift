import FoundationEssentials
import Glibc
import Processes
import SystemPackage

/// The directory with everything that an emulator writes; it is removed when the emulator ends.
struct WorkDirectory: Sendable {
    private let directory: ProcessDirectory

    /// Creates a directory with a unique name in the system's directory for temporary files.
    ///
    /// - Throws: ``EmulatorError`` with `file`.
    init() throws(EmulatorError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let place = parent.isEmpty ? "/tmp" : parent
        do throws(Errno) {
            directory = try ProcessDirectory("\(place)/runner-emulator-")
        } catch {
            throw EmulatorError(.file, "cannot create a directory in '\(place)': \(error)")
        }
    }

    /// Where it is.
    var path: String { directory.path }

    /// Returns an unused path in the directory.
    ///
    /// - Parameter name: What the file's name ends with.
    /// - Returns: An absolute path.
    func newPath(_ name: String) -> String { "\(path)/\(Identifiers.random(digits: 16))-\(name)" }

    /// Removes the directory and everything in it.
    func remove() {
        directory.remove()
    }

    /// Writes a file.
    ///
    /// - Throws: ``EmulatorError`` with `file`.
    static func write(_ bytes: [UInt8], to path: String) throws(EmulatorError) {
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw EmulatorError(.file, "cannot write a temporary file; the disk may be full")
        }
    }

    /// Removes a file if it exists.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Whether a file exists.
    static func contains(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The length of a file.
    ///
    /// - Throws: ``EmulatorError`` with `file`.
    static func byteCount(ofFileAt path: String) throws(EmulatorError) -> Int {
        do {
            let file = try FileDescriptor.open(path, .readOnly)
            return try file.closeAfter { Int(try file.seek(offset: 0, from: .end)) }
        } catch {
            throw EmulatorError(.file, "cannot read a temporary file: \(error)")
        }
    }
}
