internal import Sandbox

/// What `git` may reach: while it fetches, the repository and the user's settings for that; afterwards only what was fetched.
struct GitConfinement: Sendable {
    /// The program that confines it, `runner-worker`; `nil` to confine nothing.
    let confiner: String?
    /// The directory that is fetched into, the only one that is written to.
    let directory: String
    /// Says where the user's settings are.
    let environment: [String: String]

    /// No network and no settings.
    func offline(_ program: String) -> ProgramSandbox? { sandbox(program) }

    /// No network; the user's settings.
    func settingsOnly(_ program: String) -> ProgramSandbox? { sandbox(program, readable: settings) }

    /// What a fetch needs.
    ///
    /// A repository of this machine is read without a network, wherever it and what it borrows from are. Local sockets are for
    /// programs that know a password, such as ssh-agent and the keyring of a desktop.
    ///
    /// - Parameters:
    ///   - url: The address, after replacements by the user's settings.
    ///   - hasHelper: Whether the user's settings name a program that knows passwords for it.
    ///   - program: The path of `git`.
    /// - Returns: The sandbox.
    func fetching(_ url: String, hasHelper: Bool, program: String) -> ProgramSandbox? {
        let scheme = url.firstRange(of: "://").map { url[..<$0.lowerBound] }
        if scheme == "file" || url.hasPrefix("/") { return sandbox(program, readable: ["/"]) }
        let isWeb = scheme == "https" || scheme == "http"
        return sandbox(
            program,
            readable: settings + credentials + (isWeb ? [] : ssh),
            network: .anywhere,
            hasLocalSockets: !isWeb || hasHelper
        )
    }

    private func sandbox(
        _ program: String,
        readable: [String] = [],
        network: SandboxRules.Network = .none,
        hasLocalSockets: Bool = false
    ) -> ProgramSandbox? {
        confiner.map { confiner in
            ProgramSandbox(
                confiner: confiner,
                program: program,
                readable: readable,
                scratch: [directory],
                network: network,
                hasLocalSockets: hasLocalSockets
            )
        }
    }

    private var settings: [String] { ["/etc/gitconfig", "/etc/passwd"] + inHome([".gitconfig"]) + inSettings(["git"]) }

    /// Where git, and the programs of well-known hosts, keep passwords; and certificates.
    private var credentials: [String] {
        inHome([".git-credentials", ".netrc"]) + inSettings(["gh", "glab-cli"])
            + ["SSL_CERT_FILE", "SSL_CERT_DIR"].compactMap { environment[$0] }
    }

    private var ssh: [String] { ["/etc/ssh"] + inHome([".ssh"]) }

    private func inHome(_ names: [String]) -> [String] {
        environment["HOME"].map { home in names.map { "\(home)/\($0)" } } ?? []
    }

    private func inSettings(_ names: [String]) -> [String] {
        let own = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        guard let directory = own ?? environment["HOME"].map({ "\($0)/.config" }) else { return [] }
        return names.map { "\(directory)/\($0)" }
    }
}
