import Addresses
import FoundationEssentials

/// Paths in the home directory that the shell has not replaced.
enum HomePaths {
    /// Replaces the `~` of options such as `--output=~/x`, as the shell does after a blank but not after `=`.
    ///
    /// Without this, a directory named `~` would be asked for or created.
    ///
    /// - Parameters:
    ///   - arguments: The command line, without the program's name.
    ///   - home: The home directory.
    /// - Returns: The same words; those after `--` and those that are no options stay as they are.
    static func replaced(
        in arguments: [String],
        home: String? = ProcessInfo.processInfo.environment["HOME"]
    ) -> [String] {
        let options = arguments.prefix { $0 != "--" }
        return options.map { word in
            guard word.hasPrefix("--"), let equals = word.firstIndex(of: "="),
                let path = FilePath.inHome(String(word[word.index(after: equals)...]), home: home)
            else { return word }
            return "\(word[...equals])\(path)"
        } + arguments.dropFirst(options.count)
    }
}
