internal import Diagnostics

/// Turns the compiler's messages about a model into findings about its files, with advice.
struct CompilerFindings {
    /// The model's files.
    let sources: ModelSources
    /// The modules that the model may import.
    let kit: [String]

    /// Returns the errors as findings.
    ///
    /// One mistake often causes several errors. Of those with the same advice, the first is kept. Errors in the generated
    /// entry, which the author does not know, count only if there are no others.
    ///
    /// - Parameter output: What the compiler printed.
    /// - Returns: The findings in the order of the files; none if the output has no error that can be parsed.
    func diagnostics(in output: String) -> [Diagnostic] {
        let errors = CompilerMessage.messages(in: output).filter { $0.severity == .error }
        let paths = Set(sources.files.map(\.path))
        let own = errors.filter { paths.contains($0.path) }
        let counted = own.isEmpty ? Array(errors.prefix(1)) : own
        var given: Set<String> = []
        return counted.compactMap { message in
            let advice = CompilerAdvice(sources: sources, kit: kit).advice(for: message)
            if let advice, !given.insert(advice.help).inserted { return nil }
            return diagnostic(message, advice)
        }.sorted()
    }

    private func diagnostic(_ message: CompilerMessage, _ advice: CompilerAdvice.Advice?) -> Diagnostic {
        let place =
            advice?.location ?? location(message)
            ?? SourceLocation(path: sources.files.first?.path ?? sources.directory)
        let notes = message.notes.compactMap { note in
            location(note).map { Diagnostic.Note(message: note.text, location: $0) }
        }
        return Diagnostic(
            .doesNotCompile,
            advice?.message ?? message.text,
            at: place,
            help: advice?.help,
            // Notes about the kit and suggested code say less than the advice.
            notes: notes.filter { note in
                note.location != place && Self.tellingNotes.contains { note.message.contains($0) }
            }
        )
    }

    private static let tellingNotes = ["declared here", "does not conform", "previously declared"]

    /// The place of a message in one of the model's files: the word that starts there.
    private func location(_ message: CompilerMessage) -> SourceLocation? {
        guard let file = sources.files.first(where: { $0.path == message.path }) else { return nil }
        guard let line = SourceText(file.bytes).line(message.line) else { return SourceLocation(path: file.path) }
        let before = line.utf8.prefix(max(0, message.column - 1))
        let column = String(decoding: before, as: UTF8.self).unicodeScalars.count + 1
        let word = line.unicodeScalars.dropFirst(column - 1).prefix { $0.properties.isXIDContinue }
        let start = Mark(line: message.line, column: column)
        return SourceLocation(path: file.path, span: Span(start: start, length: max(1, word.count)))
    }
}
