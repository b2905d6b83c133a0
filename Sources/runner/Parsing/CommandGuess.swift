import ArgumentParser
import Diagnostics
import FoundationEssentials
import ModelSupply
import RunnerCore

/// Suggests the command that an unknown word probably stands for.
struct CommandGuess {
    /// What is wrong.
    let message: String
    /// The command to type, when there is one.
    let help: String

    /// Finds a word in the place of a command that is not a command; `nil` if the commands are right.
    ///
    /// - Parameter arguments: The command line, without the program's name.
    init?(_ arguments: [String]) {
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return nil }
        if word == Self.runs, let second = arguments.dropFirst().first, !second.hasPrefix("-") {
            self.init(second, in: Runs.self, before: [Self.runs], rest: arguments.dropFirst(2), synonyms: Self.ofRuns)
        } else {
            self.init(word, in: Runner.self, before: [], rest: arguments.dropFirst(), synonyms: Self.ofRunner)
        }
    }

    private init?(
        _ word: String,
        in parent: any ParsableCommand.Type,
        before: [String],
        rest: ArraySlice<String>,
        synonyms: [String: [String]]
    ) {
        let names = parent.configuration.subcommands.map { $0.configuration }.filter { $0.shouldDisplay }
            .compactMap { $0.commandName }
        guard !names.contains(word), word != Complete.configuration.commandName else { return nil }
        let words = before + [word]
        message = "there is no command '\(words.joined(separator: " "))'"
        let replacement: [String]? =
            if let synonym = synonyms[word] {
                synonym
            } else if before.isEmpty, FileManager.default.fileExists(atPath: "\(word)/inf.yml") {
                ["predict", word]
            } else {
                nearest(to: word, in: names).map { before + [$0] }
            }
        help =
            replacement.map { "did you mean: \(CommandText.runner($0 + rest))" }
            ?? "the commands are \(names.joined(separator: ", "))"
    }

    private static let runs = "runs"

    /// Words from other programs, and commands without the leading `runs`.
    private static let ofRunner: [String: [String]] = [
        "run": ["predict"], "exec": ["predict"], "generate": ["predict"], "infer": ["predict"],
        "cost": [runs, "cost"], "costs": [runs, "cost"], "resume": [runs, "resume"], "wait": [runs, "wait"],
        "cancel": [runs, "cancel"], "rm": [runs, "rm"], "prune": [runs, "prune"], "history": [runs, "list"],
        "ps": [runs, "list"], "jobs": [runs, "list"], "logs": [runs, "show"], "status": [runs, "show"],
        "ls": ["list"], "models": ["list"], "info": ["show"], "inspect": ["show"], "describe": ["show"],
        "init": ["new"], "create": ["new"], "lint": ["validate"], "check": ["validate"], "install": ["add"],
        "pull": ["add"], "bundle": ["build"],
    ]

    private static let ofRuns: [String: [String]] = [
        "ls": [runs, "list"], "get": [runs, "show"], "info": [runs, "show"], "status": [runs, "show"],
        "logs": [runs, "show"], "continue": [runs, "resume"], "retry": [runs, "resume"], "stop": [runs, "cancel"],
        "kill": [runs, "cancel"], "remove": [runs, "rm"], "delete": [runs, "rm"], "clean": [runs, "prune"],
        "costs": [runs, "cost"],
    ]
}
