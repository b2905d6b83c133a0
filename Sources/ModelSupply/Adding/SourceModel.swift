internal import Diagnostics
internal import ErrorReporting
internal import ModelManifest

/// The one model that is taken from a source.
struct SourceModel: Sendable {
    /// The folder of the source that it is in; empty for the whole source.
    let folder: String
    /// Its files, by their paths within the folder.
    let files: [String: SourceEntry]

    /// Chooses the model, and refuses what cannot be a part of one.
    ///
    /// - Parameters:
    ///   - tree: The source.
    ///   - path: The folder that the user named.
    /// - Throws: ``RunnerError``: `usage` when there is no model or several, `invalid-input` when it is refused.
    init(in tree: some SourceTree, at path: String?) throws(RunnerError) {
        folder = try Self.folder(in: tree.entries, at: path)
        let prefix = folder.isEmpty ? "" : "\(folder)/"
        var files: [String: SourceEntry] = [:]
        var folded: [String: String] = [:]
        var bytes = 0
        for entry in tree.entries where entry.path.hasPrefix(prefix) {
            let name = String(entry.path.dropFirst(prefix.count))
            // What is hidden is neither compiled nor read, so it is not taken.
            guard !name.isEmpty, !Self.isHidden(name) else { continue }
            try Self.check(name)
            if case .other(let what) = entry.kind {
                throw Self.refusal("'\(name)' is \(what)", help: "a model consists of regular files only")
            }
            if let other = folded.updateValue(name, forKey: name.lowercased()) {
                throw Self.refusal(
                    other == name
                        ? "the file '\(name)' is there twice" : "'\(other)' and '\(name)' differ by case only",
                    help: "rename one of them"
                )
            }
            files[name] = entry
            bytes += entry.byteCount
            guard files.count <= SourceLimits.files, bytes <= SourceLimits.bytes else {
                throw Self.refusal(
                    "it has more than \(SourceLimits.files) files or \(SourceLimits.bytes >> 20) MiB",
                    help: "a model is some text; what it needs besides is an input or is downloaded when it is set up"
                )
            }
        }
        guard files.keys.contains(where: { !$0.contains("/") && $0.hasSuffix(".swift") && $0 != "Package.swift" })
        else {
            throw Self.refusal("it has no Swift file", help: "runner predicts with models that are written in Swift")
        }
        self.files = files
    }
}

// MARK: - Choosing

extension SourceModel {
    private static func folder(in entries: [SourceEntry], at path: String?) throws(RunnerError) -> String {
        var found: Set<String> = []
        for entry in entries where entry.kind == .file {
            let parts = entry.path.split(separator: "/")
            guard parts.last == "inf.yml", !isHidden(entry.path) else { continue }
            found.insert(parts.dropLast().joined(separator: "/"))
        }
        let listed = found.sorted().prefix(20).map { quoted($0.isEmpty ? "." : $0) }.joined(separator: ", ")
        if let path {
            // Archives that a server makes have one folder at the top, which nobody can know beforehand.
            let tops = Set(entries.map { String($0.path.prefix { $0 != "/" }) })
            let candidates = [path] + (tops.count == 1 ? tops.map { path.isEmpty ? $0 : "\($0)/\(path)" } : [])
            if let match = candidates.first(where: found.contains) { return match }
            throw RunnerError(
                .usage,
                "there is no model in the folder \(quoted(path)) of the source",
                help: found.isEmpty ? "no folder of it holds an inf.yml" : "the models in it: \(listed)"
            )
        }
        // A manifest deeper within a model's folder belongs to that model.
        let outermost = found.filter { inner in
            !found.contains { $0 != inner && ($0.isEmpty || inner.hasPrefix("\($0)/")) }
        }
        guard let only = outermost.first else {
            throw RunnerError(.usage, "there is no model in the source", help: "a model is a folder with an inf.yml")
        }
        guard outermost.count == 1 else {
            throw RunnerError(
                .usage,
                "there are \(outermost.count) models in the source",
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
            throw refusal("the name \(quoted(path)) holds a control character or a backslash", help: "rename the file")
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
