package import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func subscribe(_ webhook: Webhook) async throws(RunStoreError) {
        try await write { database in
            try database.run(
                "INSERT INTO webhooks (run, url, events, traceparent, caller, created) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    webhook.run.description, webhook.url,
                    try JSONText.encode(webhook.events.sorted { $0.rawValue < $1.rawValue }), webhook.traceparent,
                    webhook.caller, webhook.created.milliseconds,
                ]
            )
        }
    }

    package func unsubscribe(_ run: RunID) async throws(RunStoreError) {
        try await write { try $0.run("DELETE FROM webhooks WHERE run = ?", [run.description]) }
    }

    package func webhook(of run: RunID) async throws(RunStoreError) -> Webhook? {
        try await read {
            try $0.row(WebhookRow.webhooks + "WHERE run = ?", [run.description]).map(WebhookRow.webhook)
        }
    }

    package func openWebhooks() async throws(RunStoreError) -> [Webhook] {
        try await read {
            try $0.rows(WebhookRow.webhooks + "WHERE is_open = 1 ORDER BY created, run").map(WebhookRow.webhook)
        }
    }

    package func webhooksToClose(createdBefore time: Date) async throws(RunStoreError) -> [Webhook] {
        try await read {
            try $0.rows(WebhookRow.webhooks + WebhookRow.toClose, [time.milliseconds]).map(WebhookRow.webhook)
        }
    }

    package func enqueue(_ message: WebhookMessage) async throws(RunStoreError) -> Bool {
        let run = message.webhook.run.description
        return try await write(message.event == .completed ? .disk : .process) { database in
            let open = "SELECT 1 FROM webhooks WHERE run = ? AND is_open = 1"
            guard try database.row(open, [run]) != nil else { return false }
            if message.event == .start {
                let started = "SELECT 1 FROM webhook_messages WHERE run = ? AND event = 'start'"
                guard try database.row(started, [run]) == nil else { return false }
            }
            let time = message.created.milliseconds
            // A message that was never sent is: whoever asked for an event gets it at least once.
            try database.run(
                """
                UPDATE webhook_messages SET state = 'overtaken', ended = ?, next_attempt = NULL
                WHERE run = ? AND state = 'waiting' AND attempts > 0 AND claimed_until IS NULL
                    AND event IN ('output', 'logs')
                """,
                [time, run]
            )
            if message.event == .completed {
                try database.run("UPDATE webhooks SET is_open = 0 WHERE run = ?", [run])
                try database.run(
                    "UPDATE webhook_messages SET next_attempt = ? WHERE run = ? AND state = 'waiting' AND next_attempt > ?",
                    [time, run, time]
                )
            }
            try database.run(
                """
                INSERT INTO webhook_messages (id, run, event, body, created, state, attempts, next_attempt)
                VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?)
                """,
                [message.id, run, message.event.rawValue, message.body, time, time]
            )
            return true
        }
    }

    package func close(_ run: RunID) async throws(RunStoreError) {
        try await write { try $0.run("UPDATE webhooks SET is_open = 0 WHERE run = ?", [run.description]) }
    }

    package func webhookMessages(
        _ states: Set<WebhookMessage.State>,
        of run: RunID?,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage] {
        try await read { database in
            var conditions: [String] = []
            var arguments: StatementArguments = []
            if let run {
                conditions.append("m.run = ?")
                arguments += [run.description]
            }
            if !states.isEmpty {
                conditions.append("m.state IN (\(states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")))")
            }
            let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND ")) "
            return try database.rows(
                WebhookRow.messages + condition + "ORDER BY m.number DESC LIMIT ?",
                arguments + [max(0, limit)]
            ).map(WebhookRow.message)
        }
    }

    package func webhookCounts() async throws(RunStoreError) -> [WebhookMessage.State: Int] {
        try await read { database in
            var counts: [WebhookMessage.State: Int] = [:]
            for row in try database.rows("SELECT state, count(*) FROM webhook_messages GROUP BY state") {
                var row = RowReader(row)
                counts[try row.value()] = try row.next()
            }
            return counts
        }
    }

    package func removeWebhooks(endedBefore time: Date) async throws(RunStoreError) {
        try await write { database in
            try database.run(
                """
                DELETE FROM webhooks WHERE is_open = 0 AND created < ? AND NOT EXISTS (
                    SELECT 1 FROM webhook_messages m WHERE m.run = webhooks.run AND (m.ended IS NULL OR m.ended >= ?)
                )
                """,
                [time.milliseconds, time.milliseconds]
            )
        }
    }
}
