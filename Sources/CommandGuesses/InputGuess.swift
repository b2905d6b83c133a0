internal import FoundationEssentials
internal import ModelManifest
package import ModelSupply

/// The right form of inputs that were written in another one, as in `--image a.jpg`, `image = a.jpg` or just `a.jpg`.
package struct InputGuess {
    /// What to type.
    package let help: String

    /// Checks whether an unknown option is the name of an input of the model; `nil` if it is not.
    ///
    /// - Parameters:
    ///   - message: The parser's message.
    ///   - arguments: The command line, without the program's name.
    package init?(_ message: String, _ arguments: [String]) {
        let prefix = "Unknown option '--"
        guard let command = arguments.first, Self.commands.contains(command), message.hasPrefix(prefix),
            let model = arguments.dropFirst().first(where: { !$0.hasPrefix("-") })
        else { return nil }
        let option = String(message.dropFirst(prefix.count).prefix { $0 != "'" && $0 != "=" })
        let inputs = (try? Registry.ofGuesses.model(model))?.manifest.inputs ?? []
        guard Self.input(option, inputs) != nil else { return nil }
        help = "write inputs as name=value: \(CommandText.runner(Self.rewritten(arguments, inputs)))"
    }

    /// Says where an argument without `=` belongs; `nil` when nothing better is known than the usual form.
    ///
    /// - Parameters:
    ///   - argument: The argument.
    ///   - others: All arguments that should be inputs, in order.
    ///   - model: The model's directory or name.
    package init?(_ argument: String, among others: [String], of model: String) {
        guard let inputs = (try? Registry.ofGuesses.model(model))?.manifest.inputs, !inputs.isEmpty else { return nil }
        let names = inputs.map(\.name)
        if argument == "=" || names.contains(argument) || argument.hasPrefix("=") {
            help =
                "write an input in one word, without blanks around '=': \(names.contains(argument) ? argument : names[0])=…"
            return
        }
        let given = Set(others.compactMap { $0.contains("=") ? $0.prefix { $0 != "=" }.description : nil })
        let ending = argument.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let fitting = inputs.first { !given.contains($0.name) && $0.type == Self.type(ending) }
        help =
            fitting.map { "write \(CommandText.word("\($0.name)=\(argument)"))" }
            ?? "write name=value; the inputs are \(names.joined(separator: ", "))"
    }

    /// The commands whose arguments are a model and its inputs.
    private static let commands = ["predict", "subjects"]

    private static func input(_ option: String, _ inputs: [InputDeclaration]) -> InputDeclaration? {
        inputs.first { $0.name == option || $0.name == option.replacing("-", with: "_") }
    }

    /// The type of file that usually has an ending.
    private static func type(_ ending: String) -> ValueType? {
        switch ending {
        case "jpg", "jpeg", "png", "webp", "heic", "heif", "gif", "bmp", "tiff": .image
        case "mp3", "wav", "m4a", "aac", "ogg", "opus", "flac", "amr": .audio
        case "mp4", "mov", "webm", "mkv", "avi": .video
        default: nil
        }
    }

    /// The command line with every option that names an input as an input.
    private static func rewritten(_ arguments: [String], _ inputs: [InputDeclaration]) -> [String] {
        var words: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            let option = word.dropFirst(2).prefix { $0 != "=" }
            guard word.hasPrefix("--"), let name = input(String(option), inputs)?.name else {
                words.append(word)
                continue
            }
            let value = word.dropFirst(2 + option.count)
            words.append(value.isEmpty ? "\(name)=\(rest.popFirst() ?? "…")" : name + value)
        }
        return words
    }
}

extension Registry {
    /// The models that a command line without options about registries may name.
    package static var ofGuesses: Registry {
        Registry(
            given: [],
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath,
            bundled: Installation(environment: ProcessInfo.processInfo.environment).ownModels
        )
    }
}
