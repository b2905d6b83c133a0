import Foundation

/// A program that the tests run: ffmpeg, ffprobe, sox, or one of ImageMagick's.
struct Tool {
    let path: String

    /// Finds a program by one of its names, in `/usr/bin` before the rest of `PATH`.
    init(_ names: String...) throws {
        let directories =
            ["/usr/bin"] + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let candidates = directories.flatMap { directory in names.map { "\(directory)/\($0)" } }
        guard let path = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw Failure(text: "\(names.joined(separator: " or ")) is not installed; 'make setup' installs it")
        }
        self.path = path
    }

    /// Runs the program in a directory and returns what it wrote to its standard output.
    @discardableResult
    func run(_ arguments: [String], in directory: URL) throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        let errorFile = directory.appendingPathComponent("stderr-\(UUID().uuidString)")
        try Data().write(to: errorFile)
        defer { try? FileManager.default.removeItem(at: errorFile) }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let messages = (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
            throw Failure(
                text: "\(path) \(arguments.joined(separator: " ")): \(process.terminationStatus)\n\(messages)"
            )
        }
        return [UInt8](bytes)
    }

    struct Failure: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }
}
