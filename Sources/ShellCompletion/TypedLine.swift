/// A command line that is being typed, and the word at the cursor.
struct TypedLine {
    /// What is being typed at the cursor.
    enum Place {
        /// The name of a command.
        case command(CommandTree.Command)
        /// The name of an option.
        case option
        /// A value; the text before it in the same word is the prefix, such as `--output=`.
        case value(of: CommandTree.Argument, text: String, prefix: String)
        /// Something that nothing is known about.
        case nothing
    }

    /// The command whose arguments are typed, without the program's name.
    private(set) var path: [String] = []
    /// The same.
    private(set) var command: CommandTree.Command
    /// The kind of word at the cursor.
    private(set) var place = Place.nothing
    /// The values that the line gives elsewhere, by the argument's key.
    private(set) var given: [String: [String]] = [:]
    /// Options and flags that the line gives elsewhere, by their key.
    private(set) var used: Set<String> = []

    private var positionals = 0
    /// An option that waits for its value.
    private var pending: CommandTree.Argument?
    /// An option that has a value and takes more.
    private var open: CommandTree.Argument?
    private var isTerminated = false

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - words: The program and what follows it; the word at the cursor ends at the cursor.
    ///   - index: Which word the cursor is in.
    ///   - tree: The program's commands.
    init(_ words: [String], cursor index: Int, _ tree: CommandTree) {
        command = tree.command
        for (position, word) in words.enumerated().dropFirst() {
            guard position == index else {
                take(word)
                continue
            }
            place = place(of: word)
            // What is being typed is neither a value nor an option yet, but the words after it go by its place.
            if word.isEmpty || !word.hasPrefix("-") { pass() }
        }
    }

    /// The values that the line gives for an argument elsewhere.
    func values(_ key: String) -> [String] { given[key] ?? [] }

    private func place(of word: String) -> Place {
        if command.passesArgumentsOn { return .nothing }
        if !isTerminated, word.hasPrefix("-") {
            guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return .option }
            guard let option = command.option(String(word[..<equals])) else { return .nothing }
            return .value(of: option, text: String(word[equals...].dropFirst()), prefix: String(word[...equals]))
        }
        if let option = pending ?? open { return .value(of: option, text: word, prefix: "") }
        if !command.shownSubcommands.isEmpty { return .command(command) }
        if let next = nextPositional { return .value(of: next, text: word, prefix: "") }
        return word.isEmpty ? .option : .nothing
    }

    private var nextPositional: CommandTree.Argument? {
        let all = command.positionals
        if positionals < all.count { return all[positionals] }
        return all.last.flatMap { $0.isRepeating ? $0 : nil }
    }

    // MARK: - Words elsewhere

    private mutating func take(_ word: String) {
        if !isTerminated, word == "--" {
            isTerminated = true
            (pending, open) = (nil, nil)
        } else if !isTerminated, word.count > 1, word.hasPrefix("-") {
            takeOption(word)
        } else if let option = pending ?? open {
            give(word, to: option)
            pass()
        } else if !isTerminated, positionals == 0, let next = command.subcommand(word) {
            command = next
            path.append(word)
        } else {
            if let next = nextPositional { give(word, to: next) }
            pass()
        }
    }

    private mutating func takeOption(_ word: String) {
        (pending, open) = (nil, nil)
        guard word.hasPrefix("--") else {
            // Flags of one letter can be combined, the last of them with a value.
            for letter in word.dropFirst() { use(command.option("-\(letter)")) }
            return
        }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let option = command.option(parts[0])
        use(option)
        if parts.count == 2, let option {
            give(parts[1], to: option)
            pass()
        }
    }

    private mutating func use(_ option: CommandTree.Argument?) {
        guard let option else { return }
        used.insert(option.key)
        if option.kind == .option { pending = option }
    }

    private mutating func give(_ value: String, to argument: CommandTree.Argument) {
        given[argument.key, default: []].append(value)
    }

    /// Goes after a value.
    private mutating func pass() {
        if let option = pending {
            open = option.takesSeveralValues ? option : nil
            pending = nil
        } else if open == nil {
            positionals += 1
        }
    }
}
