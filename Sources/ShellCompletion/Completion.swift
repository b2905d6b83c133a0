/// A possible word at the cursor.
package struct Candidate: Sendable, Hashable {
    /// The whole word, without quotes.
    ///
    /// One that ends in `=` or `/` is gone on with; a space follows any other.
    package var text: String
    /// What it means, on one line; empty when there is nothing to say.
    package var description: String

    /// Creates a candidate.
    ///
    /// - Parameters:
    ///   - text: The whole word, without quotes.
    ///   - description: What it means.
    package init(_ text: String, _ description: String = "") {
        self.text = text
        self.description = description.split { $0.isNewline || $0.isWhitespace }.joined(separator: " ")
    }

    /// Whether it fits in a line of an answer.
    var isOneLine: Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

/// The possible words at the cursor.
package struct Completion: Sendable, Equatable {
    /// Paths, which a shell completes better than anyone else.
    package struct Paths: Sendable, Equatable {
        /// Whether only directories fit.
        package var onlyDirectories: Bool
        /// The text before the path in the same word, such as `image=@`.
        package var prefix: String
        /// The file name extensions that fit beside directories, lower case and without the dot; empty for any.
        package var fileExtensions: [String] = []
    }

    /// The candidates, the most useful first.
    package var candidates: [Candidate] = []
    /// Paths, if these fit as well.
    package var paths: Paths?

    /// The same in a word that begins with a prefix, such as `--output=`.
    func behind(_ prefix: String) -> Completion {
        Completion(
            candidates: candidates.map { Candidate(prefix + $0.text, $0.description) },
            paths: paths.map { paths in
                Paths(
                    onlyDirectories: paths.onlyDirectories,
                    prefix: prefix + paths.prefix,
                    fileExtensions: paths.fileExtensions
                )
            }
        )
    }
}
