package import RunQueue
package import RunStore
package import Uploads
package import Webhooks

/// What a server has besides its predictions: uploads, messages and measurements.
package struct ServerEdges: Sendable {
    /// What the server keeps besides its runs.
    package let database: any ServerDatabase
    /// The uploads.
    package let shelf: FileShelf
    /// The messages.
    package let outbox: WebhookOutbox
    /// What only this server knows, of which the secrets of webhooks are made.
    package let webhookKey: String
    /// What the server measures.
    package let metrics: ServerMetrics
    /// Tells those who watch their runs what has changed.
    package let changes = RunBroadcast()

    /// Puts the parts together; each parameter is the property of the same name.
    package init(
        database: any ServerDatabase,
        shelf: FileShelf,
        outbox: WebhookOutbox,
        webhookKey: String,
        metrics: ServerMetrics
    ) {
        self.database = database
        self.shelf = shelf
        self.outbox = outbox
        self.webhookKey = webhookKey
        self.metrics = metrics
    }
}
