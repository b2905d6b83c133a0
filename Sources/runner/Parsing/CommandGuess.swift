import ArgumentParser
import CommandGuesses
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
        var replacement: [String]?
        if let synonym = synonyms[word] {
            replacement = synonym + rest
            // What needs a run gets one.
            if rest.isEmpty, let example = Self.exampleOfRun[synonym] { replacement = synonym + [example] }
        } else if before.isEmpty, Self.priceWords.contains(word) {
            // A question must not lead to a command that pays.
            let hasInputs = rest.contains { $0.contains("=") }
            replacement = hasInputs ? ["predict"] + rest + ["--dry-run"] : ["show"] + rest
        } else if before.isEmpty, (try? Registry.ofGuesses.directory(of: word)) != nil {
            replacement = ["predict", word] + rest
        } else if before == [Self.runs], word == "last" || Self.looksLikeRun(word) {
            replacement = [Self.runs, "show", word] + rest
        } else {
            replacement = nearest(to: word, in: names).map { before + [$0] + rest }
        }
        help =
            replacement.map { "did you mean: \(CommandText.runner($0))" }
            ?? "the commands are \(names.joined(separator: ", "))"
    }

    /// Whether a word has the form of a run's id: its last six characters, or all of them.
    private static func looksLikeRun(_ word: String) -> Bool {
        let isPlain = word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
        return isPlain && word.contains { $0.isNumber } && (word.count == 6 || word.contains("-"))
    }

    private static let runs = "runs"

    /// Words for the question what a prediction costs.
    private static let priceWords: Set<String> = ["price", "prices", "pricing", "estimate", "quote"]

    /// What to name after a command that needs a run.
    private static let exampleOfRun: [[String]: String] = [
        [runs, "show"]: "last", [runs, "get"]: "last", [runs, "cancel"]: "last",
        [runs, "resume"]: "--all", [runs, "wait"]: "--all",
    ]

    /// Words from other programs, and commands without the leading `runs`.
    private static let ofRunner: [String: [String]] = [
        "run": ["predict"], "exec": ["predict"], "generate": ["predict"], "infer": ["predict"],
        "cost": [runs, "cost"], "costs": [runs, "cost"], "resume": [runs, "resume"], "wait": [runs, "wait"],
        "cancel": [runs, "cancel"], "rm": [runs, "rm"], "prune": [runs, "prune"], "history": [runs, "list"],
        "ps": [runs, "list"], "jobs": [runs, "list"], "logs": [runs, "show"], "status": [runs, "show"],
        "download": [runs, "get"], "fetch": [runs, "get"], "result": [runs, "get"], "results": [runs, "get"],
        "ls": ["list"], "models": ["list"], "info": ["show"], "inspect": ["show"], "describe": ["show"],
        "init": ["new"], "create": ["new"], "lint": ["validate"], "check": ["validate"], "install": ["add"],
        "pull": ["add"], "bundle": ["build"], "server": ["serve"], "start": ["serve"], "web": ["serve"],
        "ui": ["serve"],
        "version": ["--version"], "config": ["doctor"], "settings": ["doctor"], "setup": ["doctor"],
        "login": ["doctor"], "auth": ["doctor"], "keys": ["doctor"], "env": ["doctor"],
    ]

    private static let ofRuns: [String: [String]] = [
        "ls": [runs, "list"], "info": [runs, "show"], "download": [runs, "get"], "fetch": [runs, "get"],
        "status": [runs, "show"],
        "logs": [runs, "show"], "continue": [runs, "resume"], "retry": [runs, "resume"], "stop": [runs, "cancel"],
        "kill": [runs, "cancel"], "remove": [runs, "rm"], "delete": [runs, "rm"], "clean": [runs, "prune"],
        "costs": [runs, "cost"],
    ]
}
