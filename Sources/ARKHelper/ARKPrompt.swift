public import InferenceKit

/// A prompt without options: the API reads `--rs 720p` at the end of a prompt as an option, and silently ignores an invalid one.
public enum ARKPrompt {
    /// The options by the flag that the API still reads, each with the field that replaces it.
    static let fields = [
        "resolution": "resolution", "rs": "resolution", "ratio": "ratio", "rt": "ratio", "duration": "duration",
        "dur": "duration", "frames": "frames", "seed": "seed", "camerafixed": "camera_fixed", "cf": "camera_fixed",
        "watermark": "watermark", "wm": "watermark", "framespersecond": "frames_per_second",
        "fps": "frames_per_second",
    ]

    /// Checks a prompt.
    ///
    /// - Parameters:
    ///   - prompt: The text.
    ///   - inputs: The model's inputs, which the error can refer to.
    /// - Returns: The text as it is.
    /// - Throws: `PredictionError` with `invalid-input` when it holds an option.
    @discardableResult
    public static func checked(_ prompt: String, inputs: [String]) throws(PredictionError) -> String {
        for word in prompt.split(whereSeparator: \.isWhitespace) where word.hasPrefix("--") {
            let flag = word.dropFirst(2).prefix { $0 != "=" }.lowercased()
            guard let field = fields[flag] else { continue }
            let isInput = inputs.contains(field)
            throw PredictionError(
                .invalidInput,
                "the prompt contains the option '--\(flag)'" + (isInput ? ", which is the input '\(field)'" : ""),
                help: isInput
                    ? "remove it from the prompt, and give the input '\(field)' instead"
                    : "remove it from the prompt; the model has no input for it"
            )
        }
        return prompt
    }
}
