package import ModelManifest

/// The models and runs that a command line can name.
package protocol CompletionSource: Sendable {
    /// The usable models of a registry.
    ///
    /// - Parameter registry: Directories that the line names; empty for the usual ones.
    /// - Returns: Their names, with what they do.
    func models(registry: [String]) -> [Candidate]

    /// The manifest of a model.
    ///
    /// - Parameters:
    ///   - model: As the line names it.
    ///   - registry: Directories that the line names; empty for the usual ones.
    /// - Returns: The manifest; `nil` when there is no such model or its manifest has errors.
    func manifest(of model: String, registry: [String]) -> Manifest?

    /// The recorded runs that a command is for.
    ///
    /// - Parameters:
    ///   - command: Such as `["runs", "resume"]`.
    ///   - state: The file that the line names; `nil` for the usual one.
    /// - Returns: Their short names, newest first, with their status.
    func runs(for command: [String], state: String?) async -> [Candidate]
}

/// Finds the possible words at the cursor of a command line.
package struct Completer: Sendable {
    private let tree: CommandTree
    private let source: any CompletionSource

    /// Creates a completer.
    ///
    /// - Parameters:
    ///   - tree: The program's commands.
    ///   - source: What models and runs there are.
    package init(_ tree: CommandTree, _ source: any CompletionSource) {
        self.tree = tree
        self.source = source
    }

    /// Completes a word.
    ///
    /// - Parameters:
    ///   - words: The program and what follows it, without quotes; the word at the cursor ends at the cursor.
    ///   - index: Which word the cursor is in.
    /// - Returns: What the word can become; nothing where nothing is known.
    package func completion(of words: [String], cursor index: Int) async -> Completion {
        guard words.indices.contains(index) else { return Completion() }
        let line = TypedLine(words, cursor: index, tree)
        let word = words[index]
        var completion: Completion
        switch line.place {
        case .nothing: completion = Completion()
        case .command(let command): completion = Completion(candidates: commands(command))
        case .option: completion = Completion(candidates: options(line, word))
        case .value(let argument, let text, let prefix):
            completion = await values(argument, text, line).behind(prefix)
        }
        completion.candidates.removeAll { !$0.isOneLine || !$0.text.hasPrefix(word) }
        // After all values, options can follow.
        if completion == Completion(), word.isEmpty, case .value(let argument, _, _) = line.place,
            argument.isRepeating, !line.values(argument.key).isEmpty
        {
            completion.candidates = options(line, word)
        }
        return completion
    }

    private func commands(_ command: CommandTree.Command) -> [Candidate] {
        command.shownSubcommands.map { Candidate($0.commandName, $0.abstract ?? "") }
    }

    private func options(_ line: TypedLine, _ word: String) -> [Candidate] {
        let free = line.command.options.filter { $0.isRepeating || !line.used.contains($0.key) }
        return free.flatMap { option in
            let isAboutProgram = ["help", "version"].contains(option.key)
            let isShown: (String) -> Bool = { spelling in
                word.isEmpty ? spelling.hasPrefix("--") && !isAboutProgram : spelling.hasPrefix(word)
            }
            return option.spellings.filter(isShown).map { Candidate($0, option.abstract ?? "") }
        }
    }

    private func values(_ argument: CommandTree.Argument, _ text: String, _ line: TypedLine) async -> Completion {
        let registry = line.values("registry")
        switch argument.values {
        case .model:
            let models = source.models(registry: registry).filter { $0.text.hasPrefix(text) }
            // A model can be named by its directory as well.
            guard !models.isEmpty else { return paths(onlyDirectories: true) }
            // Where the short name fits, the whole one is the same once more.
            let names = Set(models.map(\.text))
            return Completion(
                candidates: models.filter { model in
                    !model.text.contains("/") || !names.contains(String(model.text.drop { $0 != "/" }.dropFirst()))
                }
            )
        case .input:
            guard let model = line.values("model").first,
                let manifest = source.manifest(of: model, registry: registry)
            else { return Completion() }
            return InputCompletion.completion(of: text, manifest, given: line.values(argument.key))
        case .run:
            let runs = await source.runs(for: line.path, state: line.values("state").last)
            return Completion(candidates: runs.filter { !line.values(argument.key).contains($0.text) })
        case .file: return paths(onlyDirectories: false)
        case .directory: return paths(onlyDirectories: true)
        case .command:
            var command: CommandTree.Command? = tree.command
            for name in line.values(argument.key) { command = command?.subcommand(name) }
            return Completion(candidates: command.map(commands) ?? [])
        case .oneOf(let values): return Completion(candidates: values.map { Candidate($0) })
        case .other: return Completion()
        }
    }

    private func paths(onlyDirectories: Bool) -> Completion {
        Completion(paths: Completion.Paths(onlyDirectories: onlyDirectories, prefix: ""))
    }
}
