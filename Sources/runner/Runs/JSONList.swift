import ErrorReporting
import InferenceKit
import Presentation

/// A JSON array on standard output that is written while its elements are found, one a line.
struct JSONList {
    private var text = "["
    private var isEmpty = true

    /// How much is collected before it is written.
    private static let blockBytes = 64 << 10

    /// Adds an element.
    mutating func add(_ value: JSONValue) {
        if !isEmpty { text += ",\n" }
        isEmpty = false
        text += value.printableText
        if text.utf8.count >= Self.blockBytes { flush() }
    }

    /// Ends the array.
    mutating func end() {
        text += "]\n"
        flush()
    }

    private mutating func flush() {
        Terminal.printRaw(text)
        text = ""
    }
}
