import FoundationEssentials
import ModelManifest
import ModelSupply
import RunnerCore

/// The right form of an input that was written as an option, as in `--image a.jpg`.
struct InputGuess {
    /// The command to type.
    let help: String

    /// Checks whether an unknown option is the name of an input of the model; `nil` if it is not.
    ///
    /// - Parameters:
    ///   - message: The parser's message.
    ///   - arguments: The command line, without the program's name.
    init?(_ message: String, _ arguments: [String]) {
        let prefix = "Unknown option '--"
        guard arguments.first == "predict", message.hasPrefix(prefix),
            let model = arguments.dropFirst().first(where: { !$0.hasPrefix("-") })
        else { return nil }
        let option = String(message.dropFirst(prefix.count).prefix { $0 != "'" && $0 != "=" })
        let registry = Registry(
            given: [],
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath,
            bundled: Installation(environment: ProcessInfo.processInfo.environment).ownModels
        )
        let inputs = (try? registry.model(model))?.manifest.inputs ?? []
        guard let input = inputs.first(where: { $0.name == option || $0.name == option.replacing("-", with: "_") })
        else { return nil }
        help = "write inputs as name=value: \(CommandText.runner(Self.rewritten(arguments, option, input.name)))"
    }

    /// The command line with the option as an input.
    private static func rewritten(_ arguments: [String], _ option: String, _ name: String) -> [String] {
        var words: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--\(option)" {
                words.append("\(name)=\(rest.popFirst() ?? "…")")
            } else if word.hasPrefix("--\(option)=") {
                words.append(name + word.dropFirst("--\(option)".count))
            } else {
                words.append(word)
            }
        }
        return words
    }
}
