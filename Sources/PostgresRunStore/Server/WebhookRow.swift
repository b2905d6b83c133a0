internal import FoundationEssentials
internal import RunStore

/// Webhooks and their messages as rows of the tables `webhooks` and `webhook_messages`.
enum WebhookRow {
    private static let webhookColumns: SQL =
        "webhooks.run, webhooks.url, webhooks.events, webhooks.traceparent, webhooks.caller, webhooks.created"

    /// Selects webhooks; a condition follows.
    static let webhooks: SQL = "SELECT \(webhookColumns) FROM webhooks "

    /// Selects messages with their webhooks; a condition follows.
    static let messages: SQL = """
        SELECT \(webhookColumns), m.id, m.event, m.body, m.created, m.state, m.attempts, m.next_attempt, m.last_result
        FROM webhook_messages m JOIN webhooks ON webhooks.run = m.run\u{20}
        """

    /// The webhooks that need their last message, or belong to no run.
    static func toClose(createdBefore time: Int64) -> SQL {
        webhooks + """
            LEFT JOIN runs ON runs.id = webhooks.run
            WHERE webhooks.is_open AND (
                runs.status IN ('succeeded', 'failed', 'canceled', 'unknown')
                OR runs.id IS NULL AND webhooks.created < \(time)
            ) ORDER BY webhooks.created, webhooks.run
            """
    }

    /// The messages that are due: each is the first of its run that waits.
    ///
    /// Those that another process is taking are left out.
    static func due(at time: Int64, limit: Int) -> SQL {
        messages + """
            WHERE m.state = 'waiting' AND m.next_attempt <= \(time) AND coalesce(m.claimed_until, 0) <= \(time)
                AND NOT EXISTS (
                    SELECT 1 FROM webhook_messages earlier
                    WHERE earlier.run = m.run AND earlier.state = 'waiting' AND earlier.number < m.number
                )
            ORDER BY m.next_attempt, m.number LIMIT \(max(0, limit)) FOR NO KEY UPDATE OF m SKIP LOCKED
            """
    }

    /// Reads a webhook.
    ///
    /// - Parameter row: What ``webhooks`` gives.
    /// - Returns: The webhook.
    /// - Throws: When the row holds something else.
    static func webhook(_ row: PostgresRow) throws -> Webhook {
        var row = RowReader(row)
        return try webhook(&row)
    }

    /// Reads a message.
    ///
    /// - Parameter row: What ``messages`` gives.
    /// - Returns: The message.
    /// - Throws: When the row holds something else.
    static func message(_ row: PostgresRow) throws -> WebhookMessage {
        var row = RowReader(row)
        let webhook = try webhook(&row)
        var message = WebhookMessage(
            id: try row.next(),
            webhook: webhook,
            event: try row.value(),
            body: try row.next(),
            created: Date(milliseconds: try row.next())
        )
        message.state = try row.value()
        message.attempts = try row.next()
        message.nextAttempt = try row.next(Int64?.self).map(Date.init(milliseconds:))
        message.lastResult = try row.next()
        return message
    }

    private static func webhook(_ row: inout RowReader) throws -> Webhook {
        var webhook = Webhook(
            run: try row.runID(),
            url: try row.next(),
            events: Set(try row.list()),
            traceparent: try row.next(),
            created: .distantPast,
            caller: try row.next()
        )
        webhook.created = Date(milliseconds: try row.next())
        return webhook
    }
}
