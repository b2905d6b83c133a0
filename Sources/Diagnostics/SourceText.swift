/// The text of a file, cut into the lines that marks count.
package struct SourceText: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]

    /// Creates a text from a file's bytes; a byte order mark at the start is not part of its first line.
    ///
    /// - Parameter bytes: The file; what is not UTF-8 is shown as U+FFFD.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D {
            if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { continue }
            starts.append(index + 1)
        }
        self.starts = starts
    }

    /// How many lines there are, at least 1; a final line break starts an empty last line.
    package var lineCount: Int { starts.count }

    /// Returns a line without its line break.
    ///
    /// - Parameter number: The line, from 1.
    /// - Returns: The line, or nil if the text has no such line.
    package func line(_ number: Int) -> String? {
        guard number >= 1, number <= starts.count else { return nil }
        let start = starts[number - 1]
        var end = number < starts.count ? starts[number] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Returns where a mark is among the bytes.
    ///
    /// - Parameter mark: A place in a line, or right after its last scalar.
    /// - Returns: The offset from the start of the file, or nil if the text has no such place.
    package func offset(of mark: Mark) -> Int? {
        guard mark.line >= 1, mark.line <= starts.count, mark.column >= 1 else { return nil }
        var offset = starts[mark.line - 1]
        for _ in 1..<mark.column {
            guard offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D else { return nil }
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        }
        return offset
    }
}
