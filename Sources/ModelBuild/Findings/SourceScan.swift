internal import Diagnostics

/// What a model's text declares, as far as words tell: enough to name what was meant when the compiler could not.
struct SourceScan {
    /// The model's files.
    let sources: ModelSources

    /// The types that say they conform to `Predictor`.
    var predictors: [String] {
        all(/\b(?:struct|class|actor|enum)\s+(\w+)\s*:[^{]*\bPredictor\b/)
    }

    /// The functions.
    var functions: [String] { all(/\bfunc\s+(\w+)/) }

    /// The modules that are imported.
    var imports: Set<String> { Set(all(/(?m)^\s*(?:\w+\s+)?import\s+(\w+)/)) }

    /// The place of a type's name where it is declared.
    func declaration(of type: String) -> SourceLocation? {
        for file in sources.files {
            let text = SourceText(file.bytes)
            for number in 1...text.lineCount {
                guard let line = text.line(number) else { continue }
                for match in line.matches(of: /\b(?:struct|class|actor|enum)\s+(\w+)/) where match.1 == type {
                    let column = line[..<match.1.startIndex].unicodeScalars.count + 1
                    let span = Span(start: Mark(line: number, column: column), length: type.unicodeScalars.count)
                    return SourceLocation(path: file.path, span: span)
                }
            }
        }
        return nil
    }

    /// How many times each file waits, most first.
    var waits: [(path: String, count: Int)] {
        sources.files.map { file in
            (file.path, String(decoding: file.bytes, as: UTF8.self).matches(of: /\bawait\b/).count)
        }.sorted { $0.count > $1.count }
    }

    private func all(_ pattern: Regex<(Substring, Substring)>) -> [String] {
        sources.files.flatMap { file in
            String(decoding: file.bytes, as: UTF8.self).matches(of: pattern).map { String($0.1) }
        }
    }
}
