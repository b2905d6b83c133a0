import ArgumentParser
import CommandParsing
import FoundationEssentials
import InferenceKit
import Presentation
import RunStore

/// `runner webhooks list`: messages, newest first.
struct WebhooksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List messages, newest first; 20 by default."
    )

    @Option(
        help: ArgumentHelp(
            "Only messages with this state: waiting, delivered, failed or overtaken; separate several with commas.",
            valueName: "state"
        )
    )
    var status: MessageStates?

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Only messages about this run, by its whole id.", valueName: "id")
    )
    var about: MessageRun?

    @Option(help: ArgumentHelp("Maximum number of messages to list; 20 by default.", valueName: "number"))
    var limit = 20

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var state: StateOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1", help: "omit it to list 20 messages") }
    }

    func run() async throws {
        let store = try await state.openedServerStore(isForReading: true)
        let messages =
            try await store?.webhookMessages(status?.states ?? [], of: about?.id, limit: limit) ?? []
        if json {
            Terminal.print(JSONValue.array(messages.map { .object(MessageDescription($0).object) }))
        } else if messages.isEmpty {
            Terminal.say("no matching messages")
        } else {
            Terminal.print(
                Table(
                    header: MessageDescription.header,
                    rows: messages.map { MessageDescription($0).row },
                    width: Terminal.outputWidth,
                    yielding: [6, 5]
                ).lines
            )
        }
    }
}

/// States of messages on the command line.
struct MessageStates: ExpressibleByArgument, Sendable {
    /// The states that are named.
    let states: Set<WebhookMessage.State>

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        let states = words.compactMap { WebhookMessage.State(rawValue: String($0)) }
        guard states.count == words.count else { return nil }
        self.states = Set(states)
    }

    static var allValueStrings: [String] { WebhookMessage.State.allCases.map(\.rawValue) }
}

/// The whole id of a run on the command line.
struct MessageRun: ExpressibleByArgument, Sendable {
    /// The run.
    let id: RunID

    init?(argument: String) {
        guard let id = RunID(argument.lowercased()) else { return nil }
        self.id = id
    }
}

extension WebhooksList: JSONPrinting, RunRecording {}
