package import FoundationEssentials
package import InferenceKit
package import RunStore

/// Sends a message once.
package struct WebhookDelivery: Sendable {
    /// How long an attempt may take: Standard Webhooks recommends 15 to 30 seconds.
    package static let timeout = Duration.seconds(20)

    /// The outcome of an attempt.
    package struct Result: Sendable, Hashable {
        /// What becomes of the message.
        package var verdict: DeliverySchedule.Verdict
        /// What to show: the status, or why there was no answer.
        package var text: String
    }

    /// Whether messages of a webhook may go to this machine.
    let allowsLoopback: @Sendable (Webhook) -> Bool
    /// What only this server knows.
    let serverKey: String
    /// Sends to the public internet, or to this machine; it checks where an address really leads whenever it connects.
    let transport: @Sendable (_ isLoopback: Bool) -> any Transport

    /// Prepares to send messages.
    ///
    /// - Parameters:
    ///   - allowsLoopback: Whether messages of a webhook may go to this machine.
    ///   - serverKey: What only this server knows.
    ///   - transport: Gives a transport for the public internet, or for this machine.
    package init(
        allowsLoopback: @escaping @Sendable (Webhook) -> Bool,
        serverKey: String,
        transport: @escaping @Sendable (_ isLoopback: Bool) -> any Transport
    ) {
        self.allowsLoopback = allowsLoopback
        self.serverKey = serverKey
        self.transport = transport
    }

    /// Sends a message; an answer that leads elsewhere is a failure and not followed.
    ///
    /// - Parameters:
    ///   - message: The message, with this attempt counted.
    ///   - now: The time of the attempt.
    ///   - random: A number from 0 up to 1.
    /// - Returns: The result.
    package func attempt(_ message: WebhookMessage, at now: Date, random: Double) async -> Result {
        let again = DeliverySchedule.verdictWithoutAnswer(
            event: message.event,
            attempts: message.attempts,
            random: random
        )
        do {
            let target = try WebhookTarget(message.webhook.url, allowsLoopback: allowsLoopback(message.webhook))
            let seconds = now.milliseconds / 1_000
            let secret = try WebhookSecret(of: message.webhook.caller, serverKey: serverKey)
            let signature = try secret.signature(id: message.id, timestamp: seconds, body: message.body)
            let response = try await transport(target.isLoopback)
                .send(request(message, seconds: seconds, signature: signature))
            let verdict = DeliverySchedule.verdict(
                status: response.status,
                retryAfter: DeliverySchedule.retryAfter(
                    response.headers["Retry-After"],
                    now: UTCTime(secondsSinceEpoch: seconds)
                ),
                event: message.event,
                attempts: message.attempts,
                random: random
            )
            return Result(verdict: verdict, text: "\(response.status)")
        } catch let refusal as WebhookTarget.Refusal {
            // The spelling of an address does not change.
            return Result(verdict: .failed, text: "refused: \(refusal.reason)")
        } catch let error as TransportError {
            return Result(verdict: again, text: error.message)
        } catch {
            return Result(verdict: again, text: "\(error)")
        }
    }

    private func request(_ message: WebhookMessage, seconds: Int64, signature: String) -> HTTPRequest {
        var headers: HTTPHeaders = [
            "Content-Type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": "\(seconds)",
            "webhook-signature": signature,
        ]
        headers["traceparent"] = message.webhook.traceparent
        return HTTPRequest(
            "POST",
            message.webhook.url,
            headers: headers,
            body: .bytes(Array(message.body.utf8)),
            timeout: Self.timeout,
            // The receiver recognizes a message that arrives twice, but a lost answer counts as a failed attempt.
            isIdempotent: false
        )
    }
}
