import ArgumentParser
import CommandParsing
import ErrorReporting
import FoundationEssentials
import InferenceKit
import Presentation
import RunStore
import RunnerCore

/// `runner tokens add NAME`: lets a caller use the server.
struct TokensAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a token for a caller, and print it once.",
        discussion: """
            Runs and files belong to the name: adding a token again after it was revoked gives the same caller a \
            new token. A run that costs something needs --max-cost, --max-cost-per-day, or a limit of the server.
            """
    )

    @Argument(help: "A name for the caller: letters, digits, '.', '_' and '-'.")
    var name: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Models that the token may use, with their namespaces; all by default.",
            valueName: "model"
        )
    )
    var models: [String] = []

    @Option(help: ArgumentHelp("Maximum cost of a single run.", valueName: "usd"))
    var maxCost: Double?

    @Option(help: ArgumentHelp("Maximum cost of all of the caller's runs within 24 hours.", valueName: "usd"))
    var maxCostPerDay: Double?

    @Option(
        help: ArgumentHelp("How long the token is valid, e.g. 12h or 90d; no expiry by default.", valueName: "time")
    )
    var expires: TimeSpan?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var state: StateOptions

    func validate() throws {
        let isPlain = name.utf8.allSatisfy { byte in
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-".utf8.contains(byte)
        }
        guard isPlain, (1...64).contains(name.utf8.count) else {
            throw ValidationError(
                "the name of a token has 1 to 64 letters, digits, '.', '_' or '-'",
                help: "use a name such as website or ada.lovelace"
            )
        }
        if name == "anonymous" {
            throw ValidationError(
                "'anonymous' is the caller without a token",
                help: "use a name such as website or ada.lovelace"
            )
        }
        for (option, usd) in [("--max-cost", maxCost), ("--max-cost-per-day", maxCostPerDay)] {
            guard let usd, !(usd >= 0 && usd.isFinite) else { continue }
            throw ValidationError("\(option) is not an amount", help: "give US dollars, such as 0.50")
        }
        if let expires, expires.duration <= .zero {
            throw ValidationError("--expires is in the past", help: "give a length of time, such as 90d")
        }
        if let model = models.first(where: { $0.isEmpty || $0.hasPrefix("/") || $0.hasSuffix("/") }) {
            throw ValidationError("'\(model)' is not the name of a model", help: "'runner list' shows the names")
        }
    }

    func run() async throws {
        var random = SystemRandomNumberGenerator()
        let text = TokenText(using: &random)
        let now = Date()
        let token = AccessToken(
            id: text.id,
            name: name,
            hash: try text.hash,
            models: models.isEmpty ? nil : models,
            maxCost: maxCost,
            maxCostPerDay: maxCostPerDay,
            created: now,
            expires: expires.map { now.addingTimeInterval($0.duration / .seconds(1)) }
        )
        try await state.serverStore().add(token)
        guard !json else {
            var object = TokenDescription(token, now: now).object
            object["token"] = .string(text.text)
            Terminal.print(JSONValue.object(object))
            return
        }
        Terminal.print(text.text)
        Terminal.say("this is the only time that the token is shown; clients send it as 'Authorization: Bearer TOKEN'")
        if maxCost == nil, maxCostPerDay == nil {
            Terminal.say("it has no limit on cost, so it cannot be used for runs that cost something")
        }
    }
}

extension TokensAdd: JSONPrinting, RunRecording {}
