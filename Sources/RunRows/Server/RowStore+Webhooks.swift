package import FoundationEssentials
package import RunStore

extension RowStore {
    package func subscribe(_ webhook: Webhook) async throws(RunStoreError) {
        try await write { try $0.run(try WebhookRow.insertion(webhook)) }
    }

    package func unsubscribe(_ run: RunID) async throws(RunStoreError) {
        try await write { try $0.run("DELETE FROM webhooks WHERE run = \(run)") }
    }

    package func webhook(of run: RunID) async throws(RunStoreError) -> Webhook? {
        try await read { try $0.first(WebhookRow.webhooks + "WHERE run = \(run)", WebhookRow.webhook) }
    }

    package func openWebhooks() async throws(RunStoreError) -> [Webhook] {
        try await read {
            try $0.all(WebhookRow.webhooks + "WHERE is_open = \(.yes) ORDER BY created, run", WebhookRow.webhook)
        }
    }

    package func webhooksToClose(createdBefore time: Date) async throws(RunStoreError) -> [Webhook] {
        try await read { try $0.all(WebhookRow.toClose(createdBefore: time), WebhookRow.webhook) }
    }

    package func enqueue(_ message: WebhookMessage) async throws(RunStoreError) -> Bool {
        let run = message.webhook.run
        let time = message.created
        return try await write(message.event == .completed ? .disk : .process) { transaction in
            // The messages of one run are recorded one after another.
            let open: SQL = "SELECT 1 FROM webhooks WHERE run = \(run) AND is_open = \(.yes)\(.lockingRows)"
            guard try transaction.finds(open) else { return false }
            if message.event == .start {
                let started: SQL = "SELECT 1 FROM webhook_messages WHERE run = \(run) AND event = 'start'"
                guard try !transaction.finds(started) else { return false }
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
                try transaction.closeWebhook(of: run)
                try transaction.run(
                    """
                    UPDATE webhook_messages SET next_attempt = \(time)
                    WHERE run = \(run) AND state = 'waiting' AND next_attempt > \(time)
                    """
                )
            }
            try transaction.run(WebhookRow.insertion(message))
            return true
        }
    }

    package func close(_ run: RunID) async throws(RunStoreError) {
        try await write { try $0.closeWebhook(of: run) }
    }

    package func webhookMessages(
        _ states: Set<WebhookMessage.State>,
        of run: RunID?,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage] {
        var conditions: [SQL] = []
        if let run { conditions.append("m.run = \(run)") }
        if !states.isEmpty {
            let words = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
            conditions.append("m.state IN (\(SQL(text: words)))")
        }
        let condition: SQL = conditions.isEmpty ? "" : "WHERE \(conditions.joined(" AND ")) "
        let query = WebhookRow.messages + condition + "ORDER BY m.number DESC LIMIT \(max(0, limit))"
        return try await read { try $0.all(query, WebhookRow.message) }
    }

    package func webhookCounts() async throws(RunStoreError) -> [WebhookMessage.State: Int] {
        try await read { transaction in
            let counts = try transaction.all("SELECT state, count(*) FROM webhook_messages GROUP BY state") { row in
                (try row.word() as WebhookMessage.State, try row.next(Int.self))
            }
            return Dictionary(uniqueKeysWithValues: counts)
        }
    }

    package func removeWebhooks(endedBefore time: Date) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.run(
                """
                DELETE FROM webhooks WHERE is_open = \(.no) AND created < \(time) AND NOT EXISTS (
                    SELECT 1 FROM webhook_messages m
                    WHERE m.run = webhooks.run AND (m.ended IS NULL OR m.ended >= \(time))
                )
                """
            )
        }
    }
}

extension RowTransaction {
    fileprivate func closeWebhook(of run: RunID) throws {
        try self.run("UPDATE webhooks SET is_open = \(.no) WHERE run = \(run)")
    }
}
