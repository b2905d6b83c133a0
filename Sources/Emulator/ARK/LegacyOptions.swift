/// Options at the end of a prompt, `--rs 720p --dur 5`: the API takes good values and silently ignores bad ones.
struct LegacyOptions: Sendable, Hashable {
    /// The prompt without them.
    var prompt = ""
    /// The good values by the name of the field.
    var values: [String: String] = [:]

    private static let fields = [
        "resolution": "resolution", "rs": "resolution", "ratio": "ratio", "rt": "ratio", "duration": "duration",
        "dur": "duration", "seed": "seed", "camerafixed": "camera_fixed", "cf": "camera_fixed",
        "watermark": "watermark", "wm": "watermark", "framespersecond": "framespersecond", "fps": "framespersecond",
    ]

    /// Reads a prompt.
    ///
    /// - Parameter text: The prompt as it was sent.
    init(_ text: String) {
        var words: [Substring] = []
        var rest = text.split(separator: " ", omittingEmptySubsequences: true)[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), let field = Self.fields[word.dropFirst(2).lowercased()], let value = rest.first
            else {
                words.append(word)
                continue
            }
            rest.removeFirst()
            values[field] = String(value)
        }
        prompt = words.joined(separator: " ")
    }
}
