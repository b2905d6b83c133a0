internal import Diagnostics
internal import ErrorReporting
internal import ModelManifest

/// The model that is added from a source.
struct SourceModel: Sendable {
    /// The directory of the source that it is in; empty for the whole source.
    let directory: String
    /// Its files, by their paths within the directory.
    let files: [String: SourceEntry]

    /// Selects the model, and refuses files that cannot be part of one.
    ///
    /// - Parameters:
    ///   - tree: The source.
    ///   - path: The directory that the user named.
    /// - Throws: `RunnerError`: `usage` if there is no model or several, `invalid-input` if it is refused.
    init(in tree: some SourceTree, at path: String?) throws(RunnerError) {
        directory = try Self.directory(in: tree.entries, at: path)
        let prefix = directory.isEmpty ? "" : "\(directory)/"
        var files: [String: SourceEntry] = [:]
        var folded: [String: String] = [:]
        var bytes = 0
        for entry in tree.entries where entry.path.hasPrefix(prefix) {
            let name = String(entry.path.dropFirst(prefix.count))
            // Hidden files are neither compiled nor read, so they are left out.
            guard !name.isEmpty, !Self.isHidden(name) else { continue }
            try Self.check(name)
            if case .other(let what) = entry.kind {
                throw Self.refusal("'\(name)' is \(what)", help: "a model can contain regular files only")
            }
            if let other = folded.updateValue(name, forKey: name.lowercased()) {
                throw Self.refusal(
                    other == name
                        ? "it contains the file '\(name)' twice" : "'\(other)' and '\(name)' differ only in case",
                    help: "rename one of them"
                )
            }
            files[name] = entry
            bytes += entry.byteCount
            guard files.count <= SourceLimits.files, bytes <= SourceLimits.bytes else {
                throw Self.refusal(
                    "it has more than \(SourceLimits.files) files or \(SourceLimits.bytes >> 20) MiB",
                    help: "a model is text; larger files should be inputs, or downloaded when the model is set up"
                )
            }
        }
        guard files.keys.contains(where: { !$0.contains("/") && $0.hasSuffix(".swift") && $0 != "Package.swift" })
        else {
            throw Self.refusal("it has no Swift file", help: "a model needs an Inference.swift")
        }
        self.files = files
    }
}

// MARK: - Choosing

extension SourceModel {
    private static func directory(in entries: [SourceEntry], at path: String?) throws(RunnerError) -> String {
        var found: Set<String> = []
        for entry in entries where entry.kind == .file {
            let parts = entry.path.split(separator: "/")
            guard parts.last == "inf.yml", !isHidden(entry.path) else { continue }
            found.insert(parts.dropLast().joined(separator: "/"))
        }
        let listed = found.sorted().prefix(20).map { quoted($0.isEmpty ? "." : $0) }.joined(separator: ", ")
        if let path {
            // Archives that a server makes have a single directory at the top, whose name is not predictable.
            let tops = Set(entries.map { String($0.path.prefix { $0 != "/" }) })
            let candidates = [path] + (tops.count == 1 ? tops.map { path.isEmpty ? $0 : "\($0)/\(path)" } : [])
            if let match = candidates.first(where: found.contains) { return match }
            throw RunnerError(
                .usage,
                "there is no model in the directory \(quoted(path)) of the source",
                help: found.isEmpty ? "no directory of it has an inf.yml" : "its models: \(listed)"
            )
        }
        // A manifest in a subdirectory of a model belongs to that model.
        let outermost = found.filter { inner in
            !found.contains { $0 != inner && ($0.isEmpty || inner.hasPrefix("\($0)/")) }
        }
        guard let only = outermost.first else {
            throw RunnerError(.usage, "there is no model in the source", help: "a model is a directory with an inf.yml")
        }
        guard outermost.count == 1 else {
            throw RunnerError(
                .usage,
                "the source has \(outermost.count) models",
                help: "choose one with --path: \(listed)\(found.count > 20 ? " and others" : "")"
            )
        }
        return only
    }

    private static func isHidden(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0.hasPrefix(".") }
    }

    private static func check(_ path: String) throws(RunnerError) {
        let isPlain = printable(path) == path && !path.contains("\\") && !path.unicodeScalars.contains("\u{FFFD}")
        guard isPlain else {
            throw refusal(
                "the name \(quoted(path)) contains a control character or a backslash",
                help: "rename the file"
            )
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard path.utf8.count <= 1_000, parts.count <= 30,
            parts.allSatisfy({ !$0.isEmpty && $0 != ".." && $0.utf8.count <= 255 })
        else { throw refusal("the path \(quoted(path)) cannot be used", help: "rename the file") }
    }

    private static func refusal(_ reason: String, help: String) -> RunnerError {
        RunnerError(.invalidInput, "the model is refused: \(reason)", help: help)
    }
}
