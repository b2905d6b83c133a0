/// Commands that continuous-integration services read from what programs print.
///
/// Text that a program repeats, such as the name of an input or what a service said, must not become one. See
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>,
/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands>, and
/// <https://www.jetbrains.com/help/teamcity/service-messages.html>.
enum ServiceCommand {
    /// What begins a command at the start of a line, where blanks before it do not count.
    private static let starts = ["::"]

    /// What begins a command anywhere in a line.
    private static let marks = ["##[", "##vso[", "##teamcity["]

    /// Returns a line with its first colon or number signs escaped where a service would read a command.
    ///
    /// - Parameter line: One line.
    /// - Returns: The line, the same for people.
    static func disarmed(_ line: String) -> String {
        guard line.utf8.contains(UInt8(ascii: "#")) || line.utf8.contains(UInt8(ascii: ":")) else { return line }
        var line = line
        let blanks = line.prefix { $0 == " " || $0 == "\t" }
        if starts.contains(where: { line.dropFirst(blanks.count).hasPrefix($0) }) {
            line = blanks + "\\u{3A}" + line.dropFirst(blanks.count + 1)
        }
        for mark in marks where line.contains(mark) {
            line = line.replacing(mark, with: "\\u{23}" + mark.dropFirst())
        }
        return line
    }
}
