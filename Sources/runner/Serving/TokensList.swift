import ArgumentParser
import FoundationEssentials
import InferenceKit
import Presentation
import RunStore

/// `runner tokens list`: the tokens that were added.
struct TokensList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the tokens of the server's callers, without the tokens themselves."
    )

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        let now = Date()
        let tokens = try await state.openedServerStore(isForReading: true)?.tokens() ?? []
        let descriptions = tokens.map { TokenDescription($0, now: now) }
        if json {
            Terminal.print(JSONValue.array(descriptions.map { .object($0.object) }))
        } else if descriptions.isEmpty {
            Terminal.say("there are no tokens; add one with: runner tokens add NAME")
        } else {
            Terminal.print(Table(header: TokenDescription.header, rows: descriptions.map(\.row)).lines)
        }
    }
}

extension TokensList: JSONPrinting, RunRecording {}
