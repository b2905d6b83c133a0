import ArgumentParser
import FoundationEssentials
import Presentation
import RunStore

/// `runner webhooks retry ID…`: sends messages again.
struct WebhooksRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Send messages again now, with the full number of attempts, whatever their state.",
        discussion: "A running server sends them within seconds; otherwise, they are sent when one starts."
    )

    @Argument(help: "Ids of messages; 'runner webhooks list' shows them.")
    var messages: [String]

    @OptionGroup var state: StateOptions

    func run() async throws {
        guard let store = try await state.openedServerStore() else {
            throw RunStoreError.noSuchMessage(messages[0])
        }
        for id in messages {
            let message = try await store.retryMessage(id, at: Date())
            Terminal.say("\(message.id) will be sent now: \(message.event.rawValue) of \(message.webhook.run)")
        }
    }
}

extension WebhooksRetry: RunRecording {}
