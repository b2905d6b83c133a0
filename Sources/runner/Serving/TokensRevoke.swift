import ArgumentParser
import FoundationEssentials
import Presentation
import RunStore

/// `runner tokens revoke NAME`: a caller may no longer use the server.
struct TokensRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke the token of a caller; a running server refuses it within a second.",
        discussion: "The caller's runs and files stay, and accepted runs continue."
    )

    @Argument(help: "The name of the token.")
    var name: String

    @OptionGroup var state: StateOptions

    func run() async throws {
        guard let store = try await state.openedServerStore() else { throw RunStoreError.noSuchToken(name) }
        let token = try await store.revokeToken(named: name, at: Date())
        Terminal.say("revoked the token of '\(token.name)'")
    }
}

extension TokensRevoke: RunRecording {}
