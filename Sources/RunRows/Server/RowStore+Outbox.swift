package import FoundationEssentials
package import RunStore

extension RowStore {
    package func takeDueMessages(
        at time: Date,
        claim: Duration,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage] {
        let end = time.milliseconds + claim.milliseconds
        return try await write { transaction in
            let due = try transaction.all(WebhookRow.due(at: time, limit: limit), WebhookRow.message)
            return try due.map { message in
                try transaction.run(
                    """
                    UPDATE webhook_messages SET attempts = attempts + 1, claimed_until = \(end) WHERE id = \(message.id)
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
            try transaction.value(
                """
                SELECT min(\(.greatest)(m.next_attempt, coalesce(m.claimed_until, 0))) FROM webhook_messages m
                WHERE \(WebhookRow.isFirst)
                """
            )
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
                SET state = \(state), next_attempt = \(isWaiting ? next ?? time : nil),
                    ended = \(isWaiting ? nil : time), last_result = \(result), claimed_until = NULL
                WHERE id = \(message) AND state = 'waiting'
                """
            )
        }
    }

    package func releaseTakenMessages(at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.run(
                """
                UPDATE webhook_messages SET claimed_until = NULL, next_attempt = \(.least)(next_attempt, \(time))
                WHERE state = 'waiting' AND claimed_until IS NOT NULL
                """
            )
        }
    }

    package func retryMessage(_ id: String, at time: Date) async throws(RunStoreError) -> WebhookMessage {
        try await write { transaction in
            try transaction.run(
                """
                UPDATE webhook_messages SET state = 'waiting', attempts = 0, next_attempt = \(time), ended = NULL
                WHERE id = \(id)
                """
            )
            guard let message = try transaction.first(WebhookRow.messages + "WHERE m.id = \(id)", WebhookRow.message)
            else { throw RunStoreError.noSuchMessage(id) }
            return message
        }
    }
}
