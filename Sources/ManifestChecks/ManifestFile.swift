package import Diagnostics
import Glibc
package import ManifestDecoding
import ModelManifest
import SystemReasons
import YAML

/// Reads and decodes manifest files.
///
/// Never throws and never traps: anything wrong with a file is a finding.
package enum ManifestFile {
    /// Decodes the bytes of a manifest.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - path: The file as the user named it; the directory in it should have the model's name.
    ///   - profile: Whose rules to apply; nil for those that its kernel suggests.
    /// - Returns: The manifest and the findings.
    package static func decode(_ bytes: [UInt8], path: String, profile: Profile? = nil) -> DecodedManifest {
        let findings = Findings(path: path)
        let document = Document.parse(bytes, findings)
        var located: LocatedManifest?
        if let root = document.root {
            located = ManifestDecoder(findings: findings, profile: profile).decode(root)
        }
        if let located { ManifestRules.check(located, findings) }
        let ignores = document.comments.isEmpty ? [] : IgnoreComment.read(document.comments, findings)
        var diagnostics = DashWithoutBlank.withoutEchoes(AmbiguousValue.withoutEchoes(findings.diagnostics))
        if !ignores.isEmpty {
            diagnostics = ignores.applied(to: diagnostics, path: path, scope: .file)
        }
        return DecodedManifest(
            manifest: findings.isBlocked ? nil : located?.manifest,
            facts: located.map { RegistryFacts($0) },
            root: located?.mapping,
            ignores: ignores,
            diagnostics: diagnostics.isEmpty ? [] : diagnostics.sorted(),
            path: path,
            bytes: bytes
        )
    }

    /// Reads and decodes a manifest file, at most 1 MiB of it and only if it is a regular file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - profile: Whose rules to apply; nil for those that its kernel suggests.
    /// - Returns: The manifest and the findings; a file that cannot be read is also a finding.
    package static func read(path: String, profile: Profile? = nil) -> DecodedManifest {
        do throws(ReadProblem) {
            return decode(try bytes(of: path), path: path, profile: profile)
        } catch {
            let findings = Findings(path: path)
            findings.report(error.rule, error.message, at: nil, help: error.help)
            return DecodedManifest(manifest: nil, diagnostics: findings.diagnostics, path: path, bytes: [])
        }
    }

    /// Returns, without parsing, whether a manifest file can contain a word in a value.
    ///
    /// Reading a file costs a fiftieth of decoding it, so only files that can contain a name are decoded to find it.
    ///
    /// - Parameters:
    ///   - word: The word.
    ///   - path: The file.
    /// - Returns: `false` only if the file can be read and does not contain the word in any YAML notation.
    package static func mayHold(_ word: String, path: String) -> Bool {
        let word = Array(word.utf8)
        // Only such words appear in the text unchanged; others can be folded, or have doubled quotes.
        guard !word.isEmpty, word.allSatisfy({ $0 > UInt8(ascii: " ") && $0 < 0x7F && $0 != UInt8(ascii: "'") }),
            let bytes = try? bytes(of: path)
        else { return true }
        // A backslash can stand for any character; a zero byte means UTF-16.
        if memchr(bytes, Int32(UInt8(ascii: "\\")), bytes.count) != nil || memchr(bytes, 0, bytes.count) != nil {
            return true
        }
        return bytes.indices.contains { bytes[$0] == word[0] && bytes[$0...].starts(with: word) }
    }

    /// Returns the text of a file for showing its lines, under the same limits as `read`.
    ///
    /// - Parameter path: The file.
    /// - Returns: The text, or nil if the file cannot be read.
    package static func source(path: String) -> SourceText? {
        (try? bytes(of: path)).map { SourceText($0) }
    }
}

// MARK: - Reading

extension ManifestFile {
    private struct ReadProblem: Error {
        var rule = Rule.unreadableFile
        let message: String
        var help: String?
    }

    private static func bytes(of path: String) throws(ReadProblem) -> [UInt8] {
        let descriptor = try opened(path)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw problem(opening: path, errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw ReadProblem(message: "a directory, not a file", help: "remove or rename the directory")
        case S_IFIFO: throw ReadProblem(message: "a named pipe, not a file")
        default: throw ReadProblem(message: "not a regular file")
        }
        let limit = Document.Limits.fileBytes
        guard status.st_size <= limit else {
            throw ReadProblem(
                rule: .tooLarge,
                message: "the file has \(status.st_size) bytes; at most \(limit) are read"
            )
        }
        return try read(descriptor, upTo: limit, expected: Int(status.st_size), path)
    }

    private static func opened(_ path: String) throws(ReadProblem) -> Int32 {
        guard let slash = path.lastIndex(of: "/") else { return try opened(path, in: ".") }
        let directory = path[..<slash]
        return try opened(String(path[path.index(after: slash)...]), in: directory.isEmpty ? "/" : String(directory))
    }

    private static func opened(_ name: String, in directory: String) throws(ReadProblem) -> Int32 {
        // The system resolves an empty path to nothing, and a directory to itself.
        guard !name.isEmpty else { throw problem(opening: name, directory == "." ? ENOENT : EISDIR) }
        do throws(OwnFile.Problem) {
            return try OwnFile.open(name, in: directory)
        } catch {
            switch error {
            case .system(let code): throw problem(opening: name, code)
            case .stranger:
                throw ReadProblem(
                    message: "a symbolic link that leads out of the model's directory",
                    help: "replace it with the file itself"
                )
            }
        }
    }

    /// Reads to the end, which can have moved since the size was read, but at most one byte more than the limit.
    private static func read(
        _ descriptor: Int32,
        upTo limit: Int,
        expected: Int,
        _ path: String
    ) throws(ReadProblem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(limit, expected) + 1)
        var filled = 0
        while true {
            if filled == bytes.count {
                guard bytes.count <= limit else { return bytes }
                bytes += [UInt8](repeating: 0, count: min(limit + 1 - bytes.count, 64 << 10))
            }
            let count = bytes.withUnsafeMutableBytes { buffer in
                let free = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return Glibc.read(descriptor, free.baseAddress, free.count)
            }
            if count >= 0 {
                filled += count
                // All that there was when it was opened; a file system that does not know its size in advance says 0.
                if count == 0 || filled < bytes.count && filled >= expected && expected > 0 {
                    bytes.removeSubrange(filled...)
                    return bytes
                }
            } else if errno != EINTR {
                throw problem(opening: path, errno)
            }
        }
    }

    private static func problem(opening path: String, _ code: Int32) -> ReadProblem {
        switch code {
        case EISDIR: ReadProblem(message: "a directory, not a file", help: "remove or rename the directory")
        case ENOENT: ReadProblem(message: "no such file", help: "a model directory contains an 'inf.yml'")
        case EACCES: ReadProblem(message: "no permission to read the file")
        case ELOOP: ReadProblem(message: "symbolic links form a loop")
        case ENOTDIR: ReadProblem(message: "a part of the path is not a directory")
        default: ReadProblem(message: "cannot be read: \(SystemReason.text(code)) (\(code))")
        }
    }
}
