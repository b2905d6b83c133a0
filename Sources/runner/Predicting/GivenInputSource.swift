import CommandGuesses
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
    /// The text that was read.
    struct Given {
        /// The inputs as they were given.
        var inputs = GivenInputs()
        /// Holds standard input and files whose names are not UTF-8, if an input names one.
        var copies: ScratchDirectory?
    }

    private let command: Predict
    private let installation: Installation
    private let raw: RawArguments

    init(_ command: Predict, _ installation: Installation, raw: RawArguments = .ofProcess) {
        self.command = command
        self.installation = installation
        self.raw = raw
    }

    /// Reads everything.
    ///
    /// - Throws: `RunnerError`.
    func read() throws(RunnerError) -> Given {
        var given = Given()
        do throws(RunnerError) {
            try read(into: &given)
        } catch {
            given.copies?.remove()
            throw error
        }
        return given
    }

    private func read(into given: inout Given) throws(RunnerError) {
        var users: [String] = []
        if let value = command.inputJSON {
            if value == "-" { users.append("--input-json") }
            let (bytes, place) = try json(value)
            try given.inputs.add(json: bytes, from: place)
        }
        let arguments = command.pairs + command.inputs
        for argument in arguments {
            do throws(RunnerError) {
                try given.inputs.add(argument: argument)
            } catch {
                var error = error
                error.help = InputGuess(argument, among: arguments, of: command.model)?.help ?? error.help
                throw error
            }
        }
        users += given.inputs.names.filter {
            given.inputs.values[$0] == .text("-") || given.inputs.values[$0] == .json(.string("-"))
        }
        for name in given.inputs.names {
            guard case .list(let values)? = given.inputs.values[name], values.contains(.text("-")) else { continue }
            throw RunnerError(
                .usage,
                "the input '\(name)' is given several times, and one of them is '-'",
                help: "write standard input to a file first, and use the file"
            )
        }
        guard users.count <= 1 else {
            throw RunnerError(
                .usage,
                "standard input is used by \(users.joined(separator: " and "))",
                help: "use '-' for one of them only"
            )
        }
        if let name = users.first, name != "--input-json" {
            guard !StandardInput.isTerminal else {
                throw RunnerError(
                    .usage,
                    "the input '\(name)' is '-', but standard input is a terminal",
                    help: "pass a file on it: runner predict … < FILE"
                )
            }
            let path = try copy(STDIN_FILENO, into: &given)
            given.inputs.set(name, .stored(StoredFile(path: path, shown: "standard input")))
        }
        try readRawNames(into: &given)
    }

    /// Opens the files whose names are not UTF-8; a value that is neither UTF-8 nor such a file is refused.
    private func readRawNames(into given: inout Given) throws(RunnerError) {
        for name in given.inputs.names {
            guard case .text(let text) = given.inputs.values[name], let bytes = raw.value(of: name, repairedAs: text)
            else { continue }
            let shown = "'\(RawArguments.shown(bytes[...]))'"
            let descriptor = (bytes + [0]).withUnsafeBytes { pointer in
                pointer.baseAddress.map {
                    open($0.assumingMemoryBound(to: CChar.self), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
                }
            }
            guard let descriptor, descriptor >= 0 else {
                throw RawArguments.refusal("input '\(name)': \(shown) is not a readable file, and")
            }
            defer { close(descriptor) }
            let path = try copy(descriptor, into: &given)
            given.inputs.set(name, .stored(StoredFile(path: path, shown: shown)))
        }
    }

    /// The object that `--input-json` names, and what to call it.
    private func json(_ value: String) throws(RunnerError) -> ([UInt8], String) {
        if value.first(where: { !$0.isWhitespace }) == "{" { return (Array(value.utf8), "the value of --input-json") }
        if value == "-" {
            var bytes: [UInt8] = []
            try StandardInput.read(limitBytes: 16 << 20) { piece in bytes += piece }
            return (bytes, "standard input")
        }
        guard let bytes = FileManager.default.contents(atPath: value) else {
            throw RunnerError(
                .invalidInput,
                "the file '\(value)' given with --input-json cannot be read",
                help:
                    "check its name and permissions, or write the object itself: --input-json '{\"image\": \"face.jpg\"}'"
            )
        }
        return (Array(bytes), "'\(value)'")
    }

    private func copy(_ source: Int32, into given: inout Given) throws(RunnerError) -> String {
        let directory: ScratchDirectory
        if let copies = given.copies {
            directory = copies
        } else {
            directory = try ScratchDirectory(in: installation.temporaryDirectory)
            given.copies = directory
        }
        let path = "\(directory.path)/\(given.inputs.names.count)-\(source)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        let failure = { () -> RunnerError in
            RunnerError(
                .configuration,
                "the input cannot be written to '\(directory.path)': \(SystemReason.text())",
                help: "free some disk space, or choose another directory with TMPDIR"
            )
        }
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        try StandardInput.read(source, limitBytes: 1 << 30) { piece throws(RunnerError) in
            var rest = piece
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 || errno == EINTR else { throw failure() }
                rest = rest.dropFirst(max(0, count))
            }
        }
        return path
    }
}
