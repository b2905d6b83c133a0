package import FoundationEssentials
internal import RunStore

/// Webhooks and their messages as rows of the tables `webhooks` and `webhook_messages`.
package enum WebhookRow {
    private static let webhookColumns: SQL =
        "webhooks.run, webhooks.url, webhooks.events, webhooks.traceparent, webhooks.caller, webhooks.created"

    /// Selects webhooks; a condition follows.
    static let webhooks: SQL = "SELECT \(webhookColumns) FROM webhooks "

    /// Selects messages with their webhooks; a condition follows.
    static let messages: SQL = """
        SELECT \(webhookColumns), m.id, m.event, m.body, m.created, m.state, m.attempts, m.next_attempt, m.last_result
        FROM webhook_messages m JOIN webhooks ON webhooks.run = m.run\u{20}
        """

    /// The condition of a message that is the first of its run that waits.
    static let isFirst: SQL = """
        m.state = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM webhook_messages earlier
            WHERE earlier.run = m.run AND earlier.state = 'waiting' AND earlier.number < m.number
        )
        """

    /// The webhooks that need their last message, or belong to no run.
    package static func toClose(createdBefore time: Date) -> SQL {
        webhooks + """
            LEFT JOIN runs ON runs.id = webhooks.run
            WHERE webhooks.is_open = \(.yes) AND (
                \(.isTerminal)
                OR runs.id IS NULL AND webhooks.created < \(time)
            ) ORDER BY webhooks.created, webhooks.run
            """
    }

    /// The messages that are due, without those that another process is taking.
    package static func due(at time: Date, limit: Int) -> SQL {
        messages + """
            WHERE m.next_attempt <= \(time) AND coalesce(m.claimed_until, 0) <= \(time) AND \(isFirst)
            ORDER BY m.next_attempt, m.number LIMIT \(max(0, limit))\(.lockingFreeRows(of: "m"))
            """
    }

    /// Inserts a webhook.
    static func insertion(_ webhook: Webhook) throws -> SQL {
        .insertion(
            into: "webhooks",
            "run, url, events, traceparent, caller, created",
            [
                webhook.run, webhook.url, try JSONText.encode(webhook.events.sorted { $0.rawValue < $1.rawValue }),
                webhook.traceparent, webhook.caller, webhook.created,
            ]
        )
    }

    /// Inserts a message that is due at once.
    static func insertion(_ message: WebhookMessage) -> SQL {
        let (run, time) = (message.webhook.run, message.created)
        return """
            INSERT INTO webhook_messages (id, run, event, body, created, state, attempts, next_attempt)
            VALUES (\(message.id), \(run), \(message.event), \(message.body), \(time), 'waiting', 0, \(time))
            """
    }

    /// Reads a message.
    ///
    /// - Parameter row: What ``messages`` gives.
    /// - Returns: The message.
    /// - Throws: When the row holds something else.
    static func message(_ row: inout ColumnReader) throws -> WebhookMessage {
        let webhook = try webhook(&row)
        var message = WebhookMessage(
            id: try row.next(),
            webhook: webhook,
            event: try row.word(),
            body: try row.next(),
            created: try row.next()
        )
        message.state = try row.word()
        message.attempts = try row.next()
        message.nextAttempt = try row.next()
        message.lastResult = try row.next()
        return message
    }

    /// Reads a webhook.
    ///
    /// - Parameter row: What ``webhooks`` gives.
    /// - Returns: The webhook.
    /// - Throws: When the row holds something else.
    static func webhook(_ row: inout ColumnReader) throws -> Webhook {
        var webhook = Webhook(
            run: try row.next(),
            url: try row.next(),
            events: Set(try row.list()),
            traceparent: try row.next(),
            created: .distantPast,
            caller: try row.next()
        )
        webhook.created = try row.next()
        return webhook
    }
}
