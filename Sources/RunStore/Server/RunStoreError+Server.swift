extension RunStoreError {
    /// A token with this name is in use.
    package static func tokenNameTaken(_ name: String) -> RunStoreError {
        RunStoreError(
            .tokenNameTaken,
            "there is already a token named '\(name)'",
            help: "use another name, or revoke it first: runner tokens revoke \(name)"
        )
    }

    /// No token in use has this name.
    package static func noSuchToken(_ name: String) -> RunStoreError {
        RunStoreError(
            .noSuchToken,
            "there is no token named '\(name)' in use",
            help: "'runner tokens list' shows all tokens"
        )
    }

    /// No webhook message has this name.
    package static func noSuchMessage(_ id: String) -> RunStoreError {
        RunStoreError(
            .noSuchMessage,
            "there is no webhook message '\(id)'",
            help: "'runner webhooks list' shows the messages"
        )
    }
}
