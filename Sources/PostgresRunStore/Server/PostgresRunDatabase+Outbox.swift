package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func takeDueMessages(
        at time: Date,
        claim: Duration,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage] {
        let now = time.milliseconds
        return try await write { transaction in
            let due = try transaction.rows(WebhookRow.due(at: now, limit: limit)).map(WebhookRow.message)
            return try due.map { message in
                try transaction.run(
                    """
                    UPDATE webhook_messages SET attempts = attempts + 1, claimed_until = \(now + claim.milliseconds)
                    WHERE id = \(message.id)
                    """
                )
                var message = message
                message.attempts += 1
                return message
            }
        }
    }

    package func nextMessageTime() async throws(RunStoreError) -> Date? {
        try await read { transaction in
            // A message that waits for an earlier one of its run is not due before that one.
            let next: SQL = """
                SELECT min(greatest(m.next_attempt, m.claimed_until)) FROM webhook_messages m
                WHERE m.state = 'waiting' AND NOT EXISTS (
                    SELECT 1 FROM webhook_messages earlier
                    WHERE earlier.run = m.run AND earlier.state = 'waiting' AND earlier.number < m.number
                )
                """
            return try transaction.row(next)?.value(Int64?.self).map(Date.init(milliseconds:))
        }
    }

    package func record(
        _ result: String,
        of message: String,
        state: WebhookMessage.State,
        next: Date?,
        at time: Date
    ) async throws(RunStoreError) {
        let isWaiting = state == .waiting
        try await write { transaction in
            try transaction.run(
                """
                UPDATE webhook_messages
                SET state = \(state.rawValue), next_attempt = \(isWaiting ? (next ?? time).milliseconds : nil),
                    ended = \(isWaiting ? nil : time.milliseconds), last_result = \(result), claimed_until = NULL
                WHERE id = \(message) AND state = 'waiting'
                """
            )
        }
    }

    package func releaseTakenMessages(at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.run(
                """
                UPDATE webhook_messages
                SET claimed_until = NULL, next_attempt = least(next_attempt, \(time.milliseconds))
                WHERE state = 'waiting' AND claimed_until IS NOT NULL
                """
            )
        }
    }

    package func retryMessage(_ id: String, at time: Date) async throws(RunStoreError) -> WebhookMessage {
        try await write { transaction in
            try transaction.run(
                """
                UPDATE webhook_messages
                SET state = 'waiting', attempts = 0, next_attempt = \(time.milliseconds), ended = NULL WHERE id = \(id)
                """
            )
            guard let row = try transaction.row(WebhookRow.messages + "WHERE m.id = \(id)") else {
                throw RunStoreError.noSuchMessage(id)
            }
            return try WebhookRow.message(row)
        }
    }
}
