/// Commands that the user can paste into a shell.
package enum CommandText {
    /// A command of this program.
    ///
    /// - Parameter words: The arguments.
    /// - Returns: One line.
    package static func runner(_ words: [String]) -> String {
        line(["runner"] + words)
    }

    /// A command of any program.
    ///
    /// - Parameter words: The program and its arguments.
    /// - Returns: One line.
    package static func line(_ words: [String]) -> String {
        words.map(word).joined(separator: " ")
    }

    /// A word, quoted for a POSIX shell.
    ///
    /// - Parameter word: Any text.
    /// - Returns: The word, in quotes if it needs them.
    package static func word(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "%+,-./:=@_".utf8.contains(byte)
        }
        if isPlain, !word.isEmpty { return word }
        // Control characters are escaped, which needs the quotes of bash, ksh and zsh.
        if word.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "$'\(word.unicodeScalars.map(escaped).joined())'"
        }
        return "'\(word.replacing("'", with: #"'\''"#))'"
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "'": return #"\'"#
        case "\\": return #"\\"#
        case "\n": return #"\n"#
        case "\t": return #"\t"#
        case _ where scalar.properties.generalCategory == .control:
            let digits = String(scalar.value, radix: 16)
            return #"\u"# + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        default: return String(scalar)
        }
    }
}
