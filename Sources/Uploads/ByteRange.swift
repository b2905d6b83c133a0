/// A part of a file that a client asks for, RFC 9110 §14.
package enum ByteRange: Sendable, Hashable {
    /// The whole file: nothing or several parts were asked for, or something that is no range of bytes.
    case whole
    /// These bytes.
    case part(ClosedRange<Int64>)
    /// The file has no such bytes.
    case unsatisfiable

    /// Reads the field `Range`.
    ///
    /// - Parameters:
    ///   - field: The value, such as `bytes=0-499`, `bytes=500-` or `bytes=-500`; `nil` when it was not sent.
    ///   - sizeBytes: The length of the file.
    package init(_ field: String?, sizeBytes: Int64) {
        self = .whole
        guard let field, field.lowercased().hasPrefix("bytes=") else { return }
        let parts = field.dropFirst(6).filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return }
        switch (Int64(parts[0]), Int64(parts[1])) {
        case (nil, let last?) where parts[0].isEmpty:
            self = last > 0 && sizeBytes > 0 ? .part(max(0, sizeBytes - last)...(sizeBytes - 1)) : .unsatisfiable
        case (let first?, nil) where parts[1].isEmpty:
            self = first < sizeBytes ? .part(first...(sizeBytes - 1)) : .unsatisfiable
        case (let first?, let last?) where first <= last:
            self = first < sizeBytes ? .part(first...min(last, sizeBytes - 1)) : .unsatisfiable
        default:
            return
        }
    }

    /// Whether a field `If-Range` lets the range count: without it, or when it names exactly the bytes that there are.
    ///
    /// - Parameters:
    ///   - field: The value of `If-Range`.
    ///   - etag: The strong tag of the file, in quotes.
    /// - Returns: Whether the range counts.
    package static func counts(ifRange field: String?, etag: String) -> Bool {
        field.map { $0 == etag } ?? true
    }

    /// Whether one of the tags of `If-None-Match` is that of the file.
    ///
    /// - Parameters:
    ///   - field: The value of `If-None-Match`.
    ///   - etag: The tag of the file, in quotes.
    /// - Returns: Whether the client has the file already.
    package static func matches(ifNoneMatch field: String?, etag: String) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { tag in
            let tag = tag.filter { $0 != " " && $0 != "\t" }
            return tag == "*" || tag == etag || tag == "W/\(etag)"
        }
    }
}
