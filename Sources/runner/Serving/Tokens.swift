import ArgumentParser

/// `runner tokens`: who may use this machine's server.
struct Tokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens",
        abstract: "Add, list and revoke the tokens of a server's callers.",
        discussion: """
            A token identifies a caller of the server, and its limits serve as consent to the cost of the caller's runs. Only \
            its hash is stored.
            """,
        subcommands: [TokensAdd.self, TokensList.self, TokensRevoke.self]
    )
}
