internal import Diagnostics

/// What a model's text declares, judged by words alone: enough for advice if the compiler did not understand it.
struct SourceScan {
    /// The model's files.
    let sources: ModelSources

    /// The types that declare conformance to `Predictor`.
    var predictors: [String] {
        all(/\b(?:struct|class|actor|enum)\s+(\w+)\s*:[^{]*\bPredictor\b/)
    }

    /// The functions.
    var functions: [String] { all(/\bfunc\s+(\w+)/) }

    /// The imported modules.
    var imports: Set<String> { Set(all(/(?m)^\s*(?:\w+\s+)?import\s+(\w+)/)) }

    /// The place of a type's name in its declaration.
    func declaration(of type: String) -> SourceLocation? {
        place(of: /\b(?:struct|class|actor|enum)\s+(\w+)/) { $0 == type }
    }

    /// The place of the `init` that takes the setup.
    var setupInitializer: SourceLocation? {
        place(of: /\b(init)\s*\(\s*\w+(?:\s+\w+)?\s*:\s*(?:InferenceKit\.)?Setup\b/) { _ in true }
    }

    /// The number of `await`s in each file, highest first.
    var waits: [(path: String, count: Int)] {
        sources.files.map { file in
            (file.path, String(decoding: file.bytes, as: UTF8.self).matches(of: /\bawait\b/).count)
        }.sorted { $0.count > $1.count }
    }

    /// The first place where a pattern captures a matching word.
    private func place(
        of pattern: Regex<(Substring, Substring)>,
        where isMeant: (Substring) -> Bool
    ) -> SourceLocation? {
        for file in sources.files {
            let text = SourceText(file.bytes)
            for number in 1...text.lineCount {
                guard let line = text.line(number) else { continue }
                for match in line.matches(of: pattern) where isMeant(match.1) {
                    let column = line[..<match.1.startIndex].unicodeScalars.count + 1
                    let span = Span(start: Mark(line: number, column: column), length: match.1.unicodeScalars.count)
                    return SourceLocation(path: file.path, span: span)
                }
            }
        }
        return nil
    }

    private func all(_ pattern: Regex<(Substring, Substring)>) -> [String] {
        sources.files.flatMap { file in
            String(decoding: file.bytes, as: UTF8.self).matches(of: pattern).map { String($0.1) }
        }
    }
}
