internal import ErrorReporting
internal import Processes
internal import Sandbox

/// The user's own Git repository, which is only read: no file is changed, no hook runs, and nothing is fetched.
package struct GitRepository: Sendable {
    /// Where its files are, without symbolic links.
    package let root: String
    private let git: SystemProgram

    /// Finds the repository of a directory.
    ///
    /// - Parameters:
    ///   - directory: A directory in it.
    ///   - environment: The environment, of which Git gets only what it needs.
    ///   - confiner: The program that confines Git, `runner-worker`.
    /// - Throws: `RunnerError`: `usage` if the directory is in no repository, `configuration` without `git`.
    package init(containing directory: String, environment: [String: String], confiner: String) async throws {
        let names: Set = ["PATH", "HOME", "XDG_CONFIG_HOME"]
        let git = try SystemProgram(
            "git",
            environment: environment,
            variables: environment.filter { names.contains($0.key) }.merging(Self.variables) { $1 }
        ) { program in
            // A repository can borrow objects from any other one of this machine.
            ProgramSandbox(confiner: confiner, program: program, readable: ["/"])
        }
        let found = try await git.run(
            Self.settings + ["-C", directory, "rev-parse", "--show-toplevel"],
            mostBytes: 1 << 14
        )
        guard found.succeeded, let root = realPath(String(decoding: found.output.filter { $0 != 0x0A }, as: UTF8.self))
        else {
            throw RunnerError(
                .usage,
                "'\(directory)' cannot be read as a Git repository\(Self.reason(found))",
                help: "name a registry in a repository with --registry; in a container, git may need 'safe.directory'"
            )
        }
        self.root = root
        self.git = git
    }

    /// Finds a commit.
    ///
    /// - Parameter revision: A branch, a tag, a commit id, or anything else that Git understands.
    /// - Returns: Its id.
    /// - Throws: `RunnerError` with `usage` if there is no such commit.
    package func commit(_ revision: String) async throws -> String {
        let found = try await run(
            ["rev-parse", "--verify", "--end-of-options", "\(revision)^{commit}"],
            mostBytes: 1 << 14
        )
        guard found.succeeded else {
            throw RunnerError(
                .usage,
                "there is no revision '\(revision)' in '\(root)'",
                help:
                    "fetch it first; a shallow clone holds few commits: git fetch --deepen=100, or fetch-depth: 0 in CI"
            )
        }
        return String(decoding: found.output.filter { $0 != 0x0A }, as: UTF8.self)
    }

    /// Reads the manifests of the models in a directory, as they were in a commit.
    ///
    /// - Parameters:
    ///   - commit: The id of a commit.
    ///   - directory: A registry, relative to ``root``; empty for the root.
    /// - Returns: Their bytes, by the names of the models' directories.
    /// - Throws: `RunnerError`.
    package func manifests(in commit: String, of directory: String) async throws -> [String: [UInt8]] {
        let prefix = directory.isEmpty ? "" : "\(directory)/"
        let listed = try await run(
            ["ls-tree", "-r", "-z", "--full-tree", commit] + (prefix.isEmpty ? [] : ["--", prefix]),
            mostBytes: SourceLimits.entries * 200
        )
        guard listed.succeeded else { throw Self.unreadable(commit, listed) }
        // MODE SP TYPE SP ID TAB PATH NUL
        let files = listed.output.split(separator: 0).compactMap { line -> (name: String, id: String)? in
            let parts = String(decoding: line, as: UTF8.self).split(separator: "\t", maxSplits: 1)
            let words = parts.first?.split(separator: " ") ?? []
            guard parts.count == 2, words.count == 3, words[0].hasPrefix("100"), parts[1].hasPrefix(prefix) else {
                return nil
            }
            let path = parts[1].dropFirst(prefix.count).split(separator: "/")
            guard path.count == 2, path[1] == "inf.yml", !path[0].hasPrefix(".") else { return nil }
            return (String(path[0]), String(words[2]))
        }
        let read = try await run(
            ["cat-file", "--batch"],
            input: Array(files.map { "\($0.id)\n" }.joined().utf8),
            mostBytes: SourceLimits.bytes
        )
        guard read.succeeded else { throw Self.unreadable(commit, read) }
        var rest = read.output[...]
        var manifests: [String: [UInt8]] = [:]
        for file in files {
            // ID SP "blob" SP LENGTH LF CONTENT LF
            let header = String(decoding: rest.prefix { $0 != 0x0A }, as: UTF8.self)
            guard let length = header.split(separator: " ").last.flatMap({ Int($0) }), header.hasPrefix(file.id) else {
                throw Self.unreadable(commit, read)
            }
            rest = rest.dropFirst(header.utf8.count + 1)
            manifests[file.name] = Array(rest.prefix(length))
            rest = rest.dropFirst(length + 1)
        }
        return manifests
    }

    /// Finds out when files came into the repository.
    ///
    /// - Parameter paths: Relative to ``root``.
    /// - Returns: The time of the commit that added each, in seconds since 1970; files that are not committed are missing.
    /// - Throws: `RunnerError`.
    package func additions(of paths: [String]) async throws -> [String: Int] {
        let log = try await run(
            ["log", "--diff-filter=A", "--no-renames", "--format=@%ct", "--name-only", "--"]
                + paths.map { ":(top,literal)\($0)" },
            mostBytes: 1 << 20
        )
        guard log.succeeded else { return [:] }
        var times: [String: Int] = [:]
        var time = 0
        for line in String(decoding: log.output, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("@"), let seconds = Int(line.dropFirst()) {
                time = seconds
            } else if times[String(line)] == nil {
                // The newest commit comes first; a file that was removed and added again came then.
                times[String(line)] = time
            }
        }
        return times
    }
}

extension GitRepository {
    /// Finds out when files of this machine came into the repository that the first of them is in.
    ///
    /// - Parameters:
    ///   - paths: The files.
    ///   - environment: The environment, of which Git gets only what it needs.
    ///   - confiner: The program that confines Git, `runner-worker`.
    /// - Returns: The times in seconds since 1970, by the same paths; none without Git or a repository.
    package static func additions(
        ofFiles paths: [String],
        environment: [String: String],
        confiner: String
    ) async -> [String: Int] {
        let files = paths.compactMap { path in realPath(path).map { (path: path, real: $0) } }
        guard let first = files.first?.real, let end = first.lastIndex(of: "/") else { return [:] }
        do {
            let repository = try await GitRepository(
                containing: String(first[..<end]),
                environment: environment,
                confiner: confiner
            )
            let prefix = "\(repository.root)/"
            let inside = files.filter { $0.real.hasPrefix(prefix) }.map {
                ($0.path, String($0.real.dropFirst(prefix.count)))
            }
            let times = try await repository.additions(of: inside.map(\.1))
            return Dictionary(inside.compactMap { path, name in times[name].map { (path, $0) } }) { first, _ in first }
        } catch {
            return [:]
        }
    }
}

// MARK: - Git

extension GitRepository {
    /// Settings that override those of the repository and the user: no program runs.
    private static let settings =
        [
            "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null", "core.quotePath=false",
            "log.showSignature=false", "log.follow=false", "color.ui=false",
        ].flatMap { ["-c", $0] } + ["--no-pager", "--no-optional-locks"]

    private static let variables = [
        "LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1",
    ]

    private func run(_ words: [String], input: [UInt8] = [], mostBytes: Int) async throws -> BoundedProgram.Outcome {
        try await git.run(Self.settings + ["-C", root] + words, input: input, mostBytes: mostBytes)
    }

    private static func reason(_ outcome: BoundedProgram.Outcome) -> String {
        outcome.log.first { !$0.isEmpty }.map { ": \($0)" } ?? ""
    }

    private static func unreadable(_ commit: String, _ outcome: BoundedProgram.Outcome) -> RunnerError {
        RunnerError(
            .unavailable,
            outcome.isTooLong
                ? "the revision \(commit) has too many files"
                : "the revision \(commit) cannot be read\(reason(outcome))",
            help: "check the repository: git fsck"
        )
    }
}
