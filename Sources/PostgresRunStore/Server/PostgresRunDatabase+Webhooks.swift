package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func subscribe(_ webhook: Webhook) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.run(
                """
                INSERT INTO webhooks (run, url, events, traceparent, caller, created)
                VALUES (\(webhook.run.description), \(webhook.url),
                    \(try JSONText.encode(webhook.events.sorted { $0.rawValue < $1.rawValue })), \(webhook.traceparent),
                    \(webhook.caller), \(webhook.created.milliseconds))
                """
            )
        }
    }

    package func unsubscribe(_ run: RunID) async throws(RunStoreError) {
        try await write { try $0.run("DELETE FROM webhooks WHERE run = \(run.description)") }
    }

    package func webhook(of run: RunID) async throws(RunStoreError) -> Webhook? {
        try await read {
            try $0.row(WebhookRow.webhooks + "WHERE run = \(run.description)").map(WebhookRow.webhook)
        }
    }

    package func openWebhooks() async throws(RunStoreError) -> [Webhook] {
        try await read {
            try $0.rows(WebhookRow.webhooks + "WHERE is_open ORDER BY created, run").map(WebhookRow.webhook)
        }
    }

    package func webhooksToClose(createdBefore time: Date) async throws(RunStoreError) -> [Webhook] {
        try await read {
            try $0.rows(WebhookRow.toClose(createdBefore: time.milliseconds)).map(WebhookRow.webhook)
        }
    }

    package func enqueue(_ message: WebhookMessage) async throws(RunStoreError) -> Bool {
        let run = message.webhook.run.description
        let time = message.created.milliseconds
        return try await write { transaction in
            // The messages of one run are recorded one after another.
            let open: SQL = "SELECT 1 FROM webhooks WHERE run = \(run) AND is_open FOR NO KEY UPDATE"
            guard try transaction.row(open) != nil else { return false }
            if message.event == .start {
                let started: SQL = "SELECT 1 FROM webhook_messages WHERE run = \(run) AND event = 'start'"
                guard try transaction.row(started) == nil else { return false }
            }
            // A message that was never sent is: whoever asked for an event gets it at least once.
            try transaction.run(
                """
                UPDATE webhook_messages SET state = 'overtaken', ended = \(time), next_attempt = NULL
                WHERE run = \(run) AND state = 'waiting' AND attempts > 0 AND claimed_until IS NULL
                    AND event IN ('output', 'logs')
                """
            )
            if message.event == .completed {
                try transaction.run("UPDATE webhooks SET is_open = false WHERE run = \(run)")
                try transaction.run(
                    """
                    UPDATE webhook_messages SET next_attempt = \(time)
                    WHERE run = \(run) AND state = 'waiting' AND next_attempt > \(time)
                    """
                )
            }
            try transaction.run(
                """
                INSERT INTO webhook_messages (id, run, event, body, created, state, attempts, next_attempt)
                VALUES (\(message.id), \(run), \(message.event.rawValue), \(message.body), \(time), 'waiting', 0, \(time))
                """
            )
            return true
        }
    }

    package func close(_ run: RunID) async throws(RunStoreError) {
        try await write { try $0.run("UPDATE webhooks SET is_open = false WHERE run = \(run.description)") }
    }

    package func webhookMessages(
        _ states: Set<WebhookMessage.State>,
        of run: RunID?,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage] {
        try await read { transaction in
            var conditions: [SQL] = []
            if let run { conditions.append("m.run = \(run.description)") }
            if !states.isEmpty {
                let words = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
                conditions.append("m.state IN (\(SQL(text: words)))")
            }
            let condition: SQL = conditions.isEmpty ? "" : "WHERE \(conditions.joined(" AND ")) "
            let end: SQL = "ORDER BY m.number DESC LIMIT \(max(0, limit))"
            return try transaction.rows(WebhookRow.messages + condition + end).map(WebhookRow.message)
        }
    }

    package func webhookCounts() async throws(RunStoreError) -> [WebhookMessage.State: Int] {
        try await read { transaction in
            var counts: [WebhookMessage.State: Int] = [:]
            for row in try transaction.rows("SELECT state, count(*) FROM webhook_messages GROUP BY state") {
                var row = RowReader(row)
                counts[try row.value()] = try row.next()
            }
            return counts
        }
    }

    package func removeWebhooks(endedBefore time: Date) async throws(RunStoreError) {
        let time = time.milliseconds
        try await write { transaction in
            try transaction.run(
                """
                DELETE FROM webhooks WHERE NOT is_open AND created < \(time) AND NOT EXISTS (
                    SELECT 1 FROM webhook_messages m
                    WHERE m.run = webhooks.run AND (m.ended IS NULL OR m.ended >= \(time))
                )
                """
            )
        }
    }
}
