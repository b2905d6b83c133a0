import ArgumentParser

/// `runner webhooks`: the messages that a server sends about runs.
struct WebhooksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "List and retry the messages that a server sends about runs.",
        discussion: """
            Messages wait in the store until they are delivered, even while no server is running. A failed one is retried \
            for three days; messages about the same run are sent one after another.
            """,
        subcommands: [WebhooksList.self, WebhooksRetry.self]
    )
}
