import ErrorReporting
import FoundationEssentials
import Glibc
import InferenceKit
import ModelInputs
import ModelSupply
import RunnerCore
import SystemReasons

/// Reads the inputs on the command line, and standard input if one of them is `-`.
struct GivenInputSource {
    /// What was read.
    struct Given {
        /// The inputs as they were given.
        var inputs = GivenInputs()
        /// Holds standard input, if an input names it.
        var standardInput: TemporaryFolder?

        fileprivate static func path(in folder: TemporaryFolder) -> String { "\(folder.path)/input" }
    }

    private let command: Predict
    private let installation: Installation

    init(_ command: Predict, _ installation: Installation) {
        self.command = command
        self.installation = installation
    }

    /// Reads everything.
    ///
    /// - Throws: `RunnerError`.
    func read() throws(RunnerError) -> Given {
        var given = Given()
        var users: [String] = []
        if let file = command.inputJSON {
            if file == "-" { users.append("--input-json") }
            let bytes = file == "-" ? try readJSON() : FileManager.default.contents(atPath: file).map(Array.init)
            guard let bytes else {
                throw RunnerError(
                    .invalidInput,
                    "the file '\(file)' given with --input-json cannot be read",
                    help: "check its name and permissions"
                )
            }
            try given.inputs.add(json: bytes, from: file == "-" ? "standard input" : "'\(file)'")
        }
        for argument in command.pairs + command.inputs { try given.inputs.add(argument: argument) }
        users += given.inputs.names.filter {
            given.inputs.values[$0] == .text("-") || given.inputs.values[$0] == .json(.string("-"))
        }
        guard users.count <= 1 else {
            throw RunnerError(
                .usage,
                "standard input is used by \(users.joined(separator: " and "))",
                help: "use '-' for one of them only"
            )
        }
        if let name = users.first, name != "--input-json" {
            let folder = try spool(for: name)
            given.standardInput = folder
            given.inputs.set(name, .stored(StoredFile(path: Given.path(in: folder), shown: "standard input")))
        }
        return given
    }

    private func readJSON() throws(RunnerError) -> [UInt8] {
        var bytes: [UInt8] = []
        try StandardInput.read(limitBytes: 16 << 20) { piece in bytes += piece }
        return bytes
    }

    private func spool(for name: String) throws(RunnerError) -> TemporaryFolder {
        guard !StandardInput.isTerminal else {
            throw RunnerError(
                .usage,
                "the input '\(name)' is '-', but standard input is a terminal",
                help: "pass a file on it: runner predict … < FILE"
            )
        }
        let folder = try TemporaryFolder(in: installation.temporaryFolder)
        let descriptor = open(Given.path(in: folder), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let failure = { () -> RunnerError in
            RunnerError(
                .configuration,
                "standard input cannot be written to '\(folder.path)': \(SystemReason.text())",
                help: "free some disk space, or name another directory with TMPDIR"
            )
        }
        defer { close(descriptor) }
        do throws(RunnerError) {
            guard descriptor >= 0 else { throw failure() }
            try StandardInput.read(limitBytes: 1 << 30) { piece throws(RunnerError) in
                var rest = piece
                while !rest.isEmpty {
                    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                    guard count > 0 || errno == EINTR else { throw failure() }
                    rest = rest.dropFirst(max(0, count))
                }
            }
        } catch {
            folder.remove()
            throw error
        }
        return folder
    }
}
