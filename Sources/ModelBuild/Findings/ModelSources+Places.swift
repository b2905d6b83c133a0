package import Diagnostics

extension ModelSources {
    /// The place of the `init` that takes the setup; `nil` when the text does not show it.
    package var setupInitializer: SourceLocation? { SourceScan(sources: self).setupInitializer }

    /// The place of what stands on a line.
    ///
    /// - Parameters:
    ///   - number: The line, from 1.
    ///   - file: One of the files.
    /// - Returns: The line without the blanks around it; the file as a whole when it has no such line.
    package func place(ofLine number: Int, in file: File) -> SourceLocation {
        let text = SourceText(file.bytes)
        guard number >= 1, number <= text.lineCount, let line = text.line(number) else {
            return SourceLocation(path: file.path)
        }
        let indent = line.prefix(while: \.isWhitespace)
        let start = Mark(line: number, column: indent.unicodeScalars.count + 1)
        let length = line.unicodeScalars.count - indent.unicodeScalars.count
        return SourceLocation(path: file.path, span: Span(start: start, length: length))
    }
}
