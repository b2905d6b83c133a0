/// The part of a file that a `Range` header asks for, RFC 9110 §14.
enum ByteRange {
    /// What to send.
    enum Choice: Hashable {
        /// The whole file: no range, more than one, or one that cannot be read.
        case whole
        /// These bytes.
        case part(Range<Int>)
        /// Nothing: the range starts after the end.
        case unsatisfiable
    }

    /// Reads a header.
    ///
    /// - Parameters:
    ///   - header: The value of `Range`, such as `bytes=0-499`.
    ///   - byteCount: The length of the file.
    /// - Returns: Which bytes to send.
    static func choice(_ header: String?, byteCount: Int) -> Choice {
        guard let header, header.hasPrefix("bytes=") else { return .whole }
        let ends = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }) else { return .whole }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return .whole }
            return first < byteCount ? .part(first..<min(last, byteCount - 1) + 1) : .unsatisfiable
        case (let first?, nil) where ends[1].isEmpty:
            return first < byteCount ? .part(first..<byteCount) : .unsatisfiable
        case (nil, let count?) where ends[0].isEmpty:
            return count > 0 && byteCount > 0 ? .part(max(0, byteCount - count)..<byteCount) : .unsatisfiable
        default: return .whole
        }
    }
}
