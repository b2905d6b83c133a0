internal import ErrorReporting
internal import FoundationEssentials
internal import Processes

/// A commit of a Git repository as a source.
///
/// Nothing is checked out: objects are fetched into an empty repository and read from there, so hooks, filters, attributes,
/// submodules and links of the commit have no effect.
struct GitTree: SourceTree {
    let entries: [SourceEntry]
    let revision: String?
    private let git: SystemProgram
    private let repository: String

    /// Fetches a commit and lists its files.
    ///
    /// - Parameters:
    ///   - url: The repository.
    ///   - reference: A branch, a tag or a whole commit id; `nil` for its `HEAD`.
    ///   - directory: A directory to fetch into, which is empty or missing.
    ///   - environment: The environment, of which Git gets only what it needs.
    ///   - confiner: The program that confines Git, `runner-worker`; by default it is not confined.
    /// - Throws: `RunnerError`: `unavailable` if it cannot be fetched, `configuration` without `git`.
    init(
        _ url: String,
        reference: String?,
        in directory: String,
        environment: [String: String],
        confiner: String? = nil
    ) async throws {
        repository = directory
        // Confined, it can write into a directory that exists only.
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let confinement = GitConfinement(confiner: confiner, directory: directory, environment: environment)
        git = try SystemProgram(
            "git",
            environment: environment,
            variables: environment.filter { $0.key == "PATH" }.merging(Self.withoutSettings) { $1 },
            sandbox: confinement.offline
        )
        try await Self.run(git, ["init", "--quiet", "--bare", "--template=", directory], mostBytes: 1 << 16)
        let fetcher = try await Self.fetcher(url, environment, confinement)
        do {
            try await Self.run(
                fetcher,
                Self.settings + [
                    "-C", directory, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules",
                    "--no-auto-gc",
                    "--no-write-commit-graph", "--", url, reference ?? "HEAD",
                ],
                mostBytes: 1 << 16
            )
        } catch let error as RunnerError where error.code == .unavailable {
            var error = error
            error.help =
                "check the address"
                + (reference.map { " and that '\($0)' is a branch, a tag or a full commit id" } ?? "")
                + "; for a private repository, set up ssh-agent or a credential helper; the limit is "
                + "\(SourceLimits.archiveBytes >> 20) MiB"
            if confiner != nil {
                error.help? +=
                    "; git reads only its own settings and those of ssh, and --unsafe-models lets it read all files of yours"
            }
            throw error
        }
        let commit = try await Self.run(
            git,
            Self.settings + ["-C", directory, "rev-parse", "--verify", "FETCH_HEAD^{commit}"],
            mostBytes: 1 << 10
        )
        revision = String(decoding: commit.filter { $0 != 0x0A }, as: UTF8.self)
        let list = try await Self.run(
            git,
            Self.settings + ["-C", directory, "ls-tree", "-r", "-l", "-z", "--full-tree", revision ?? ""],
            mostBytes: SourceLimits.entries * 200
        )
        entries = list.split(separator: 0).compactMap { Self.entry(String(decoding: $0, as: UTF8.self)) }
        guard entries.count <= SourceLimits.entries else {
            throw RunnerError(
                .invalidInput,
                "the repository has more than \(SourceLimits.entries) files",
                help: "keep models in a separate repository"
            )
        }
    }

    func read(_ entries: [SourceEntry]) async throws -> [[UInt8]] {
        let total = entries.reduce(0) { $0 + $1.byteCount }
        var rest = try await Self.run(
            git,
            Self.settings + ["-C", repository, "cat-file", "--batch"],
            input: Array(entries.map { "\($0.reference)\n" }.joined().utf8),
            mostBytes: total + entries.count * 100
        )[...]
        return try entries.map { entry in
            // ID SP "blob" SP LENGTH LF CONTENT LF
            let header = String(decoding: rest.prefix { $0 != 0x0A }, as: UTF8.self)
            guard header == "\(entry.reference) blob \(entry.byteCount)" else {
                throw RunnerError(
                    .invalidInput,
                    "the repository has no object for '\(entry.path)'",
                    help: "check the repository: git fsck"
                )
            }
            rest = rest.dropFirst(header.utf8.count + 1)
            let content = Array(rest.prefix(entry.byteCount))
            rest = rest.dropFirst(entry.byteCount + 1)
            guard !content.starts(with: Array("version https://git-lfs.github.com/spec/".utf8)) else {
                throw RunnerError(
                    .invalidInput,
                    "'\(entry.path)' is stored in Git LFS; the repository contains only a pointer to it",
                    help: "store a model's files in the repository itself"
                )
            }
            return content
        }
    }
}

// MARK: - Git

extension GitTree {
    /// Settings that override the user's configuration.
    private static let settings = [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.askPass=", "protocol.ext.allow=never",
        "submodule.recurse=false", "fetch.recurseSubmodules=false", "fetch.fsckObjects=true", "fetch.unpackLimit=1",
        "fetch.bundleURI=", "transfer.bundleURI=false", "transfer.credentialsInUrl=die", "gc.auto=0",
        "maintenance.auto=false",
        "core.bigFileThreshold=16m", "uploadpack.packObjectsHook=", "core.attributesFile=/dev/null",
        "advice.detachedHead=false",
    ].flatMap { ["-c", $0] }

    /// Variables with which Git reads no settings: what was fetched is read without any.
    private static let withoutSettings = [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
    ]

    /// Git as it fetches: with the user's settings, and with the reach that the real address needs.
    private static func fetcher(
        _ url: String,
        _ environment: [String: String],
        _ confinement: GitConfinement
    ) async throws -> SystemProgram {
        let variables = variables(url, environment)
        // Settings can replace an address, and name a program that knows the password.
        let asking = try SystemProgram(
            "git",
            environment: environment,
            variables: variables,
            sandbox: confinement.settingsOnly
        )
        let ask = { (question: [String]) async throws -> String in
            let outcome = try await asking.run(settings + question, mostBytes: 1 << 16)
            return String(decoding: outcome.output.filter { $0 != 0x0A }, as: UTF8.self)
        }
        let real = try await ask(["ls-remote", "--get-url", "--", url])
        let helper = try await ask(["config", "--get-urlmatch", "credential.helper", real])
        return try SystemProgram("git", environment: environment, variables: variables) {
            confinement.fetching(real.isEmpty ? url : real, hasHelper: !helper.isEmpty, program: $0)
        }
    }

    private static func variables(_ url: String, _ environment: [String: String]) -> [String: String] {
        let names: Set = [
            "PATH", "HOME", "USER", "LOGNAME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND", "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
        ]
        var variables = environment.filter { names.contains($0.key) }
        variables["LC_ALL"] = "C.UTF-8"
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_ASKPASS"] = "true"
        variables["SSH_ASKPASS"] = "true"
        variables["SSH_ASKPASS_REQUIRE"] = "never"
        variables["GIT_LFS_SKIP_SMUDGE"] = "1"
        // The protocols that redirects and configuration may use, and the one that the user named.
        let own = url.hasPrefix("file://") ? ":file" : url.hasPrefix("http://") ? ":http" : ""
        variables["GIT_ALLOW_PROTOCOL"] = "https:ssh\(own)"
        return variables
    }

    @discardableResult
    private static func run(
        _ git: SystemProgram,
        _ arguments: [String],
        input: [UInt8] = [],
        mostBytes: Int
    ) async throws -> [UInt8] {
        let outcome = try await git.run(arguments, input: input, mostBytes: mostBytes)
        guard outcome.succeeded else {
            let said = outcome.log.filter { !$0.isEmpty }.prefix(3).joined(separator: "; ")
            throw RunnerError(
                .unavailable,
                outcome.isTooLong
                    ? "the repository has more than \(SourceLimits.entries) files"
                    : "the repository cannot be fetched: \(said.isEmpty ? "git failed" : said)",
                help: "check the address"
            )
        }
        return outcome.output
    }

    /// Reads an entry such as `100644 blob ID      12<TAB>hello/inf.yml`.
    private static func entry(_ text: String) -> SourceEntry? {
        let halves = text.split(separator: "\t", maxSplits: 1)
        let fields = (halves.first ?? "").split(separator: " ")
        guard halves.count == 2, fields.count == 4 else { return nil }
        let kind: SourceEntry.Kind =
            switch fields[0] {
            case "100644", "100755", "100664": .file
            case "120000": .other("a symbolic link")
            case "160000": .other("a submodule")
            default: .other("not a regular file")
            }
        return SourceEntry(
            path: String(halves[1]),
            reference: String(fields[2]),
            kind: kind,
            byteCount: Int(fields[3]) ?? 0
        )
    }
}
