internal import InferenceKit

/// The status and the headers of the final answer, collected line by line as libcurl delivers them.
///
/// Interim answers (1xx) are forgotten when the next one begins; trailers and folded lines are ignored.
/// See RFC 9112 §4 and §5.
struct ResponseHead {
    /// The status code, 0 before the first line.
    private(set) var status = 0
    /// The headers of the last answer that began.
    private(set) var headers = HTTPHeaders()
    /// The bytes of all lines so far.
    private(set) var byteCount = 0
    private var isComplete = false

    /// Takes the next line, with or without its line end.
    mutating func receive(_ line: UnsafeRawBufferPointer) {
        byteCount += line.count
        if line.starts(with: "HTTP/".utf8) {
            let words = line.split(separator: UInt8(ascii: " "))
            status = words.dropFirst().first.flatMap { Int(String(decoding: $0.prefix(3), as: UTF8.self)) } ?? 0
            headers = HTTPHeaders()
            isComplete = false
        } else if line.allSatisfy(isBlank) {
            isComplete = true
        } else if !isComplete, let first = line.first, !isBlank(first), let colon = line.firstIndex(of: colon) {
            let value = line[(colon + 1)...].drop(while: isBlank)
            let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
            headers.append(text(line[..<colon]), text(value[..<end]))
        }
    }

    /// Whether the content is what was asked for.
    var isSuccess: Bool { (200...299).contains(status) }

    /// The declared length of the content; `nil` when there is none or it is not a number.
    var contentLength: Int64? { headers["Content-Length"].flatMap { Int64($0) } }
}

private let colon = UInt8(ascii: ":")

/// Whether a byte is a blank, a tab or part of a line end.
private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a
}

private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    String(decoding: bytes, as: UTF8.self)
}
