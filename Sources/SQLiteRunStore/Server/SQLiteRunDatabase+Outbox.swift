package import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func takeDueMessages(
        at time: Date,
        claim: Duration,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage] {
        let now = time.milliseconds
        return try await write { database in
            let due = try database.rows(WebhookRow.messages + WebhookRow.due, [now, now, max(0, limit)])
                .map(WebhookRow.message)
            return try due.map { message in
                try database.run(
                    "UPDATE webhook_messages SET attempts = attempts + 1, claimed_until = ? WHERE id = ?",
                    [now + claim.milliseconds, message.id]
                )
                var message = message
                message.attempts += 1
                return message
            }
        }
    }

    package func nextMessageTime() async throws(RunStoreError) -> Date? {
        try await read { database in
            // A message that waits for an earlier one of its run is not due before that one.
            let next = """
                SELECT min(max(m.next_attempt, coalesce(m.claimed_until, 0))) FROM webhook_messages m
                WHERE m.state = 'waiting' AND NOT EXISTS (
                    SELECT 1 FROM webhook_messages earlier
                    WHERE earlier.run = m.run AND earlier.state = 'waiting' AND earlier.number < m.number
                )
                """
            return try database.row(next)?.decode(Int64?.self, atIndex: 0).map(Date.init(milliseconds:))
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
        try await write { database in
            try database.run(
                """
                UPDATE webhook_messages
                SET state = ?, next_attempt = ?, ended = ?, last_result = ?, claimed_until = NULL
                WHERE id = ? AND state = 'waiting'
                """,
                [
                    state.rawValue, isWaiting ? (next ?? time).milliseconds : nil,
                    isWaiting ? nil : time.milliseconds, result, message,
                ]
            )
        }
    }

    package func releaseTakenMessages(at time: Date) async throws(RunStoreError) {
        try await write { database in
            try database.run(
                """
                UPDATE webhook_messages SET claimed_until = NULL, next_attempt = min(next_attempt, ?)
                WHERE state = 'waiting' AND claimed_until IS NOT NULL
                """,
                [time.milliseconds]
            )
        }
    }

    package func retryMessage(_ id: String, at time: Date) async throws(RunStoreError) -> WebhookMessage {
        try await write { database in
            try database.run(
                """
                UPDATE webhook_messages SET state = 'waiting', attempts = 0, next_attempt = ?, ended = NULL
                WHERE id = ?
                """,
                [time.milliseconds, id]
            )
            guard let row = try database.row(WebhookRow.messages + "WHERE m.id = ?", [id]) else {
                throw RunStoreError.noSuchMessage(id)
            }
            return try WebhookRow.message(row)
        }
    }
}
