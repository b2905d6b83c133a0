extension [UInt8] {
    /// Appends a text's UTF-8 form in one copy, which is quicker than appending its `utf8`.
    mutating func append(_ text: String) {
        append(text.utf8.span)
    }

    /// Appends bytes in one copy.
    mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}

extension Span<UInt8> {
    /// Finds a byte.
    ///
    /// - Parameters:
    ///   - byte: The byte.
    ///   - range: Where it is searched.
    /// - Returns: The first place at which it is, or the end of the range.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, self[index] != byte { index += 1 }
        return index
    }

    /// Whether a condition holds for every byte.
    func allSatisfy(_ condition: (UInt8) -> Bool) -> Bool {
        for index in indices where !condition(self[index]) { return false }
        return true
    }
}
