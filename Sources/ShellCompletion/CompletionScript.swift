/// The scripts with which a shell asks `runner` for completions.
///
/// They are thin: all knowledge is in ``Completer``. None of them ever writes an error into the line that is being typed.
package enum CompletionScript {
    /// Returns the script for a shell.
    ///
    /// - Parameter shell: The shell.
    /// - Returns: The script with a final newline.
    package static func text(_ shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }
}
