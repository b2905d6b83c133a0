internal import FoundationEssentials

/// The commands of a program with their options, as ArgumentParser's `--experimental-dump-help` writes them.
///
/// So there is no second list of them that could lag after.
package struct CommandTree: Sendable, Decodable {
    /// The program itself.
    package let command: Command

    /// Reads a dump.
    ///
    /// - Parameter text: JSON.
    /// - Throws: `DecodingError` when it is of another shape.
    package init(dump text: String) throws {
        self = try JSONDecoder().decode(CommandTree.self, from: Data(text.utf8))
    }

    /// A command with what may follow its name.
    package struct Command: Sendable, Decodable {
        let commandName: String
        let abstract: String?
        let shouldDisplay: Bool?
        private let subcommands: [Command]?
        private let arguments: [Argument]?

        /// The commands below it that help shows.
        var shownSubcommands: [Command] { (subcommands ?? []).filter { $0.shouldDisplay ?? true } }

        /// What is recognized by its position.
        var positionals: [Argument] { (arguments ?? []).filter { $0.kind == .positional } }

        /// Options and flags that help shows.
        var options: [Argument] { (arguments ?? []).filter { $0.kind != .positional && $0.shouldDisplay } }

        /// Whether what follows belongs to another program.
        var passesArgumentsOn: Bool { positionals.contains { $0.parsingStrategy == "allRemainingInput" } }

        func subcommand(_ name: String) -> Command? { shownSubcommands.first { $0.commandName == name } }

        func option(_ name: String) -> Argument? { options.first { $0.spellings.contains(name) } }
    }

    /// An option, a flag, or what is recognized by its position.
    package struct Argument: Sendable, Decodable {
        enum Kind: String, Decodable {
            case positional
            case option
            case flag
        }

        let kind: Kind
        let shouldDisplay: Bool
        let isRepeating: Bool
        let parsingStrategy: String
        let valueName: String?
        let allValues: [String]?
        let abstract: String?
        private let names: [Name]?
        private let completionKind: CompletionKind?

        /// How it is written, such as `-i` and `--input`.
        var spellings: [String] { (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name } }

        /// What its values are kept under: the long name, else what help calls the value.
        var key: String { names?.first { $0.kind == "long" }?.name ?? valueName ?? "" }

        /// Whether several values may follow one flag.
        var takesSeveralValues: Bool { parsingStrategy == "upToNextOption" }

        /// What its values are.
        var values: ValueKind {
            if completionKind?.directory != nil { return .directory }
            if completionKind?.file != nil { return .file }
            if let values = completionKind?.list?.values ?? allValues { return .oneOf(values) }
            return ValueKind(helpName: valueName ?? "")
        }
    }

    private struct Name: Decodable {
        let kind: String
        let name: String
    }

    private struct CompletionKind: Decodable {
        struct Nothing: Decodable {}

        struct Values: Decodable {
            let values: [String]
        }

        let directory: Nothing?
        let file: Nothing?
        let list: Values?
    }
}

/// What the values of an argument are.
enum ValueKind: Equatable {
    case model
    case input
    case run
    case file
    case directory
    case command
    case oneOf([String])
    /// It cannot be known.
    case other

    /// Determines it from the value's name in help, which is the same word wherever the values are the same.
    init(helpName: String) {
        switch helpName {
        case "model", "models": self = .model
        case "name=value": self = .input
        case "run", "runs": self = .run
        case "file", "path", "paths": self = .file
        case "dir": self = .directory
        case "subcommands": self = .command
        default: self = .other
        }
    }
}
