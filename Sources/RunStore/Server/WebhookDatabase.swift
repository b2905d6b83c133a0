package import FoundationEssentials

/// Keeps webhooks and their messages, so that a restart loses none of them.
///
/// The messages of one run are sent in the order in which they were recorded: only the first that waits is ever due.
package protocol WebhookDatabase: Sendable {
    /// Records where to send messages about a run; to be called before the run is recorded, so that no end can be missed.
    func subscribe(_ webhook: Webhook) async throws(RunStoreError)

    /// Forgets a webhook and its messages, when its run was not recorded after all.
    func unsubscribe(_ run: RunID) async throws(RunStoreError)

    /// Finds the webhook of a run.
    func webhook(of run: RunID) async throws(RunStoreError) -> Webhook?

    /// The webhooks that have not got their last message, the oldest first.
    func openWebhooks() async throws(RunStoreError) -> [Webhook]

    /// The webhooks that have not got their last message although their runs have ended, or were never recorded.
    ///
    /// - Parameter time: Webhooks that are younger than this may belong to a run that is about to be recorded.
    /// - Returns: The webhooks, the oldest first.
    /// - Throws: When the store cannot be read.
    func webhooksToClose(createdBefore time: Date) async throws(RunStoreError) -> [Webhook]

    /// Records a message.
    ///
    /// `start` and `completed` are recorded once for a run. A message closes its webhook when it is `completed`; the messages
    /// before it get another attempt at once then, and those that failed before and can be overtaken are.
    ///
    /// - Returns: Whether it was recorded; false when the same was recorded before or the webhook is closed.
    func enqueue(_ message: WebhookMessage) async throws(RunStoreError) -> Bool

    /// Closes a webhook without a last message, since its caller wants none.
    func close(_ run: RunID) async throws(RunStoreError)

    /// Takes messages that are due, and counts the attempt.
    ///
    /// - Parameters:
    ///   - time: Now.
    ///   - claim: How long no other process may take them.
    ///   - limit: The greatest number of messages.
    /// - Returns: The messages, the one that has waited longest first.
    /// - Throws: When the store cannot be written.
    func takeDueMessages(
        at time: Date,
        claim: Duration,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage]

    /// When the next message is due; `nil` when none waits.
    func nextMessageTime() async throws(RunStoreError) -> Date?

    /// Records the outcome of an attempt.
    ///
    /// - Parameters:
    ///   - result: What to show.
    ///   - message: The message.
    ///   - state: What becomes of it.
    ///   - next: When to try again, for one that waits.
    ///   - time: Now.
    /// - Throws: When the store cannot be written.
    func record(
        _ result: String,
        of message: String,
        state: WebhookMessage.State,
        next: Date?,
        at time: Date
    ) async throws(RunStoreError)

    /// Makes messages that a process has taken due again after that process has ended.
    func releaseTakenMessages(at time: Date) async throws(RunStoreError)

    /// Lists messages, newest first.
    ///
    /// - Parameters:
    ///   - states: Only messages in one of these states; empty for all.
    ///   - run: Only messages about this run.
    ///   - limit: The greatest number of messages.
    /// - Returns: The messages.
    /// - Throws: When the store cannot be read.
    func webhookMessages(
        _ states: Set<WebhookMessage.State>,
        of run: RunID?,
        limit: Int
    ) async throws(RunStoreError) -> [WebhookMessage]

    /// Makes a message due now, with all attempts ahead of it, whatever its state.
    ///
    /// - Throws: `no-such-message`.
    func retryMessage(_ id: String, at time: Date) async throws(RunStoreError) -> WebhookMessage

    /// Counts the messages in each state.
    func webhookCounts() async throws(RunStoreError) -> [WebhookMessage.State: Int]

    /// Removes closed webhooks all of whose messages ended before a time.
    func removeWebhooks(endedBefore time: Date) async throws(RunStoreError)
}
