internal import InferenceKit

/// What an answer does to the file that a download fills, decided from its head before a byte is written.
///
/// A part is taken only when everything about it agrees with what was asked for: a server that ignores `If-Range`, or a cache
/// that answers for another file, must not make a file of two halves. See RFC 9110 §14 and §15.3.7.
enum DownloadStart: Sendable, Hashable {
    /// The content replaces what is there.
    case whole(FileVersion?, totalBytes: Int64?)
    /// So many bytes are appended to what is there.
    case rest(FileVersion, byteCount: Int64)
    /// The content is nothing that can be used; one phrase says why.
    case mismatch(String)

    /// Decides.
    ///
    /// - Parameters:
    ///   - head: The head of a successful answer.
    ///   - part: What was asked to be continued, and from where; `nil` when the whole file was asked for.
    init(_ head: ResponseHead, continuing part: (version: FileVersion, offset: Int64)?) {
        guard head.status == 206 else {
            self = .whole(head.version, totalBytes: head.contentLength)
            return
        }
        guard let part else {
            self = .mismatch("a part of the file although the whole file was requested")
            return
        }
        guard let range = head.single("Content-Range").flatMap({ ContentRange($0) }) else {
            self = .mismatch("a part of the file without saying which one")
            return
        }
        let count = range.last - range.first + 1
        let declared = head.single("Content-Length").map { Int64($0) }
        if range.first != part.offset || range.total != part.version.totalBytes {
            self = .mismatch("a different part of the file than requested")
        } else if !head.isIdentity || !(declared == nil || declared == count) {
            self = .mismatch("a part of the file in a different form than requested")
        } else if head.single("ETag") != part.version.entityTag {
            self = .mismatch("a part of another version of the file")
        } else {
            self = .rest(part.version, byteCount: count)
        }
    }
}

/// The value of `Content-Range` for a satisfied range, RFC 9110 §14.4.
struct ContentRange: Sendable, Hashable {
    /// The place of the first byte, from 0.
    var first: Int64
    /// The place of the last byte.
    var last: Int64
    /// The length of the whole file.
    var total: Int64

    /// Reads `bytes 7-9/10`; any other form, and numbers that contradict each other, give `nil`.
    init?(_ value: String) {
        let words = value.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let sides = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2 else { return nil }
        let ends = sides[0].split(separator: "-", omittingEmptySubsequences: false)
        let numbers = (ends + sides[1...]).compactMap(number)
        guard ends.count == 2, numbers.count == 3, numbers[0] <= numbers[1], numbers[1] < numbers[2] else { return nil }
        (first, last, total) = (numbers[0], numbers[1], numbers[2])
    }
}

/// Digits only, since `Int64` also takes a sign.
private func number(_ text: Substring) -> Int64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
}

extension ResponseHead {
    /// The value of a header that was sent just once.
    func single(_ name: String) -> String? {
        let fields = headers.fields.filter { $0.name.lowercased() == name.lowercased() }
        return fields.count == 1 ? fields[0].value : nil
    }

    /// Whether the content is the file's own bytes.
    var isIdentity: Bool {
        let encoding = headers["Content-Encoding"]?.lowercased() ?? "identity"
        return encoding == "identity" && headers["Content-Type"]?.lowercased().hasPrefix("multipart/byteranges") != true
    }

    /// The version of the whole file that this answer is a part of.
    var version: FileVersion? {
        guard status == 200, isIdentity, headers["Transfer-Encoding"] == nil,
            let tag = single("ETag"), let length = single("Content-Length").flatMap({ number($0[...]) })
        else { return nil }
        return FileVersion(entityTag: tag, totalBytes: length)
    }
}
