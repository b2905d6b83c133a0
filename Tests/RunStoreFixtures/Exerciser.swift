internal import Foundation
internal import Glibc

/// A running `run-store-exerciser`.
package struct Exerciser {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()

    /// Starts it.
    ///
    /// - Parameter arguments: The command, the store, and a value.
    /// - Throws: When it cannot be started.
    package init(_ arguments: String...) throws {
        let products = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            .split(separator: "/").dropLast().joined(separator: "/")
        process.executableURL = URL(filePath: "/\(products)/run-store-exerciser")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    /// Reads the next line; an empty one at the end.
    package func line() -> String {
        var bytes: [UInt8] = []
        while let byte = output.fileHandleForReading.readData(ofLength: 1).first, byte != 10 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Ends its input and waits for its end.
    package func end() -> (output: String, errors: String, status: Int32) {
        try? input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (text, complaints, process.terminationStatus)
    }

    /// Kills it.
    package func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Suspends it.
    package func suspend() {
        Glibc.kill(process.processIdentifier, SIGSTOP)
    }

    /// Lets it continue after ``suspend()``.
    package func resume() {
        Glibc.kill(process.processIdentifier, SIGCONT)
    }
}
