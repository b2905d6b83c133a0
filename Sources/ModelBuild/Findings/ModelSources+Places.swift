package import Diagnostics

extension ModelSources {
    /// The place of the `init` that takes the setup; `nil` if it is not found.
    package var setupInitializer: SourceLocation? { SourceScan(sources: self).setupInitializer }

    /// The place of the text on a line.
    ///
    /// - Parameters:
    ///   - number: The line, from 1.
    ///   - file: One of the files.
    /// - Returns: The line without surrounding spaces; the whole file if it has no such line.
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
