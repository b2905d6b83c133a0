internal import ErrorReporting
internal import Processes
internal import Sandbox

/// A tar file as a source.
///
/// The system's `tar` lists it and then writes the contents of selected files to a pipe. It never writes a file, so links,
/// `..`, devices and permissions in an archive have no effect, and the amount that is unpacked is limited.
struct ArchiveTree: SourceTree {
    let entries: [SourceEntry]
    let revision: String? = nil
    private let tar: SystemProgram
    private let path: String

    /// Lists an archive.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - environment: Where `tar` is looked for.
    ///   - confiner: The program that confines `tar`, `runner-worker`; by default it is not confined.
    /// - Throws: `RunnerError`: `invalid-input` if it is not an archive, or is refused, `configuration` without `tar`.
    init(_ path: String, environment: [String: String], confiner: String? = nil) async throws {
        var variables = environment.filter { $0.key == "PATH" }
        variables["LC_ALL"] = "C.UTF-8"
        self.path = path
        tar = try SystemProgram(
            "tar",
            environment: environment,
            variables: variables,
            sandbox: { program in
                confiner.map { ProgramSandbox(confiner: $0, program: program, readable: [path]) }
            }
        )
        let outcome = try await tar.run(
            [
                "--list", "--verbose", "--numeric-owner", "--full-time", "--utc", "--quoting-style=escape",
                "--force-local", "--file=\(path)",
            ],
            mostBytes: SourceLimits.entries * 200
        )
        guard !outcome.isTooLong else { throw Self.refusal("it lists more than \(SourceLimits.entries) files") }
        guard outcome.succeeded else { throw Self.unreadable(outcome) }
        let lines = outcome.output.split(separator: UInt8(ascii: "\n"))
        guard lines.count <= SourceLimits.entries else {
            throw Self.refusal("it lists more than \(SourceLimits.entries) files")
        }
        entries = try lines.compactMap { line in try Self.entry(String(decoding: line, as: UTF8.self)) }
    }

    func read(_ entries: [SourceEntry]) async throws -> [[UInt8]] {
        // `tar` writes the files in the order of the archive.
        let names = Set(entries.map(\.reference))
        let order = self.entries.filter { names.contains($0.reference) && $0.kind == .file }
        guard order.count == names.count else { throw Self.refusal("it contains a file twice") }
        let total = order.reduce(0) { $0 + $1.byteCount }
        let outcome = try await tar.run(
            ["--extract", "--to-stdout", "--force-local", "--file=\(path)", "--null", "--files-from=-"],
            input: Array(order.map { "\($0.reference)\0" }.joined().utf8),
            mostBytes: total
        )
        guard outcome.succeeded, outcome.output.count == total else {
            throw outcome.isTooLong ? Self.refusal("it contains more than it lists") : Self.unreadable(outcome)
        }
        var contents: [String: [UInt8]] = [:]
        var rest = outcome.output[...]
        for entry in order {
            contents[entry.reference] = Array(rest.prefix(entry.byteCount))
            rest = rest.dropFirst(entry.byteCount)
        }
        return entries.map { contents[$0.reference] ?? [] }
    }
}

// MARK: - The list

extension ArchiveTree {
    /// Reads a line such as `-rw-r--r-- 0/0 12 2026-01-05 12:21:33 hello/inf.yml`; directories give nothing.
    static func entry(_ line: String) throws(RunnerError) -> SourceEntry? {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count == 6, let type = fields[0].first, isTime(fields[3]), isTime(fields[4]) else {
            throw refusal("its list has a line that cannot be parsed")
        }
        var name = String(fields[5])
        let kind: SourceEntry.Kind
        switch type {
        case "-": kind = .file
        case "d": kind = .other("a directory")
        case "l":
            kind = .other("a symbolic link")
            if let arrow = name.firstRange(of: " -> ") {
                try check(target: String(name[arrow.upperBound...]), of: String(name[..<arrow.lowerBound]))
                name = String(name[..<arrow.lowerBound])
            }
        case "h":
            kind = .other("a hard link")
            if let words = name.firstRange(of: " link to ") { name = String(name[..<words.lowerBound]) }
        case "b", "c": kind = .other("a device")
        case "p": kind = .other("a named pipe")
        // A header of the archive, not a file.
        case "g", "V", "x": return nil
        default: kind = .other("not a regular file")
        }
        let parts = name.split(separator: "/").filter { $0 != "." }
        guard !name.hasPrefix("/"), !parts.contains("..") else {
            throw refusal("the path '\(name)' leads out of the archive")
        }
        if fields[0].contains(where: { "sStT".contains($0) }), type == "-" {
            throw refusal("the file '\(name)' has a set-user-ID, set-group-ID or sticky bit")
        }
        if type == "d" { return nil }
        guard let byteCount = kind == .file ? Int(fields[2]) : 0, byteCount >= 0 else {
            throw refusal("its list has a line that cannot be parsed")
        }
        // `tar` escapes special characters with a backslash; such names are refused later.
        return SourceEntry(path: parts.joined(separator: "/"), reference: name, kind: kind, byteCount: byteCount)
    }

    private static func check(target: String, of name: String) throws(RunnerError) {
        var depth = name.split(separator: "/").count { $0 != "." } - 1
        for part in target.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { break }
        }
        guard !target.hasPrefix("/"), depth >= 0 else { throw refusal("the link '\(name)' leads out of the archive") }
    }

    private static func isTime(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (48...58).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func refusal(_ reason: String) -> RunnerError {
        RunnerError(
            .invalidInput,
            "the archive is refused: \(reason)",
            help: "do not trust it; ask its author for another one"
        )
    }

    private static func unreadable(_ outcome: BoundedProgram.Outcome) -> RunnerError {
        RunnerError(
            .invalidInput,
            "the archive cannot be read: \(outcome.log.first ?? "tar failed")",
            help: "use a tar file, which may be compressed with gzip, bzip2, xz or zstd if that program is installed"
        )
    }
}
