import ErrorReporting
import Glibc
import RunnerCore

/// Words of the command line whose bytes are not UTF-8, as names of files from other systems are.
///
/// Swift replaces such bytes with U+FFFD, and the path that results leads nowhere.
struct RawArguments {
    /// One of them.
    struct Word: Hashable {
        /// The bytes as the system passed them.
        let bytes: [UInt8]

        /// The text that Swift makes of them.
        var repaired: String { String(decoding: bytes, as: UTF8.self) }

        /// The bytes for a message: ASCII as it is, others as `\\xE9`.
        var shown: String { RawArguments.shown(bytes[...]) }
    }

    /// The words, in order.
    let words: [Word]

    /// Takes words as the system passes them.
    ///
    /// - Parameter arguments: The bytes of each word.
    init(_ arguments: [[UInt8]]) {
        words = arguments.filter { !Self.isUTF8($0) }.map(Word.init)
    }

    /// Those of this process.
    static var ofProcess: RawArguments {
        let pointers = UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).dropFirst()
        return RawArguments(
            pointers.compactMap { pointer in
                pointer.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
            }
        )
    }

    /// The bytes of a value `name=value`, before which `@` may be.
    ///
    /// - Parameters:
    ///   - name: The name of the input.
    ///   - text: The value as Swift has repaired it.
    /// - Returns: The bytes, if the value was not UTF-8.
    func value(of name: String, repairedAs text: String) -> [UInt8]? {
        for word in words where word.repaired.hasSuffix("\(name)=\(text)") {
            let start = Array("\(name)=".utf8)
            guard let index = word.bytes.indices.first(where: { word.bytes[$0...].starts(with: start) }) else {
                continue
            }
            let value = Array(word.bytes[(index + start.count)...])
            return value.first == UInt8(ascii: "@") ? Array(value.dropFirst()) : value
        }
        return nil
    }

    /// Refuses words that no command can use, rather than use other names than those that were given.
    ///
    /// - Parameter command: The first word of the command line.
    /// - Throws: `RunnerError` with `usage`. Values of inputs are left to 'predict'.
    func check(command: String?) throws(RunnerError) {
        let wrong = words.first { word in
            let text = word.repaired
            let isInput =
                command == "predict" && (!text.hasPrefix("-") || text.hasPrefix("--input=")) && text.contains("=")
            return !isInput
        }
        if let wrong { throw Self.refusal("the word '\(wrong.shown)' of the command line") }
    }

    /// The error for a word that has to be UTF-8.
    ///
    /// - Parameter what: The word, for the message.
    /// - Returns: The error, with the code `usage`.
    static func refusal(_ what: String) -> RunnerError {
        RunnerError(
            .usage,
            "\(what) is not UTF-8",
            help: "write it in UTF-8; for a file or a directory, rename it, or make a link to it with a name in UTF-8"
        )
    }

    /// Bytes for a message.
    static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { byte in
            (0x20..<0x7F).contains(byte)
                ? String(Character(Unicode.Scalar(byte)))
                : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
}
