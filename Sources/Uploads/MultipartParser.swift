/// Reads `multipart/form-data`, RFC 7578, piece by piece, so that a file of any length needs little memory.
package struct MultipartParser: Sendable {
    /// What was found.
    package enum Event: Sendable, Hashable {
        /// A part begins.
        case began(MultipartHeader)
        /// More bytes of the part.
        case data([UInt8])
        /// The part is complete.
        case ended
    }

    /// Why a body cannot be read.
    package struct Malformed: Error, Sendable, Hashable {
        /// What is wrong, one phrase.
        package let reason: String

        /// Creates an error.
        ///
        /// - Parameter reason: What is wrong, one phrase.
        package init(reason: String) {
            self.reason = reason
        }
    }

    private enum Place: Sendable {
        case preamble, header, content, epilogue
    }

    /// A header of a part that is longer is refused.
    static let longestHeader = 8 << 10
    /// A body with more parts is refused.
    static let mostParts = 16

    /// What ends the content of a part.
    private let delimiter: [UInt8]
    private var place = Place.preamble
    private var waiting: [UInt8]
    private var parts = 0

    /// Prepares to read a body.
    ///
    /// - Parameter contentType: The value of `Content-Type`.
    /// - Throws: ``Malformed`` when it names no boundary of 1 to 70 bytes.
    package init(contentType: String) throws(Malformed) {
        guard let boundary = MultipartHeader.parameters(contentType)["boundary"], (1...70).contains(boundary.utf8.count)
        else { throw Malformed(reason: "the Content-Type has no boundary") }
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary has no line before it.
        waiting = Array("\r\n".utf8)
    }

    /// Whether the last part was complete.
    package var isComplete: Bool { place == .epilogue }

    /// Takes the next bytes of the body.
    ///
    /// - Parameter bytes: Any number of bytes.
    /// - Returns: What they hold.
    /// - Throws: ``Malformed``.
    package mutating func receive(_ bytes: some Sequence<UInt8>) throws(Malformed) -> [Event] {
        waiting += bytes
        var events: [Event] = []
        while true {
            switch place {
            case .preamble:
                guard let end = endOfDelimiter(in: &events, isContent: false) else { return events }
                try advance(past: end)
            case .content:
                guard let end = endOfDelimiter(in: &events, isContent: true) else { return events }
                events.append(.ended)
                try advance(past: end)
            case .header:
                guard let header = try takeHeader() else { return events }
                events.append(.began(header))
                place = .content
            case .epilogue:
                waiting.removeAll()
                return events
            }
            if waiting.isEmpty { return events }
        }
    }

    /// Looks for the delimiter, and hands out what comes before it.
    ///
    /// - Returns: The index after the delimiter and the two bytes that follow it; `nil` when more bytes are needed.
    private mutating func endOfDelimiter(in events: inout [Event], isContent: Bool) -> Int? {
        let found = index(of: delimiter)
        // A delimiter may be cut at the end of what has arrived.
        let end = found ?? max(0, waiting.count - delimiter.count + 1)
        if end > 0 {
            if isContent { events.append(.data(Array(waiting[..<end]))) }
            waiting.removeFirst(end)
        }
        guard found != nil, waiting.count >= delimiter.count + 2 else { return nil }
        return delimiter.count + 2
    }

    private mutating func advance(past end: Int) throws(Malformed) {
        let next = waiting[(end - 2)..<end]
        if next.elementsEqual("--".utf8) {
            place = .epilogue
        } else if next.elementsEqual("\r\n".utf8) {
            place = .header
            parts += 1
            guard parts <= Self.mostParts else {
                throw Malformed(reason: "the body has more than \(Self.mostParts) parts")
            }
        } else {
            throw Malformed(reason: "a boundary is followed by other characters")
        }
        waiting.removeFirst(end)
    }

    private mutating func takeHeader() throws(Malformed) -> MultipartHeader? {
        // A part without any field begins with the empty line.
        let isEmpty = waiting.starts(with: "\r\n".utf8)
        guard let end = isEmpty ? 0 : index(of: Array("\r\n\r\n".utf8)) else {
            guard waiting.count <= Self.longestHeader else {
                throw Malformed(reason: "the header of a part is longer than \(Self.longestHeader >> 10) KiB")
            }
            return nil
        }
        let text = String(decoding: waiting[..<end], as: UTF8.self)
        waiting.removeFirst(isEmpty ? 2 : end + 4)
        return try MultipartHeader(text)
    }

    private func index(of pattern: [UInt8]) -> Int? {
        guard waiting.count >= pattern.count, let first = pattern.first else { return nil }
        var index = 0
        let last = waiting.count - pattern.count
        while index <= last {
            guard let next = waiting[index...last].firstIndex(of: first) else { return nil }
            if waiting[next..<(next + pattern.count)].elementsEqual(pattern) { return next }
            index = next + 1
        }
        return nil
    }
}
