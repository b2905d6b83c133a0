import HTTPTypes
import HummingbirdCore
import InferenceKit
import NIOCore
import NIOPosix
import SystemPackage

/// Sends answers, including those that are broken on purpose.
struct AnswerWriter: Sendable {
    /// Ends the handling of a connection after an answer that was broken on purpose.
    struct ConnectionEnded: Error {}

    /// The header of every answer that says that an emulator sent it.
    static let identification = "Runner-Emulator"

    /// The most bytes of a file in memory at once.
    private static let chunkBytes = 1 << 18

    /// The clock.
    let time: any TimeSource

    /// Whether answers say that an emulator sent them.
    let identifiesItself: Bool

    /// Sends an answer.
    ///
    /// - Parameters:
    ///   - answer: What to send, and how.
    ///   - isHead: Whether only the head is wanted, as for the method HEAD.
    ///   - writer: Where to send it.
    ///   - channel: The connection.
    /// - Throws: ``ConnectionEnded`` when the connection must no longer be used.
    func send(
        _ answer: Answer,
        isHead: Bool,
        to writer: consuming ResponseWriter,
        on channel: any Channel
    ) async throws {
        try await Task.sleep(for: answer.delay)
        switch answer.delivery {
        case .reset:
            // Without lingering, closing discards what is unsent and sends RST instead of FIN.
            try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            try await channel.close()
            throw ConnectionEnded()
        case .whole:
            var body = try await writer.writeHead(head(of: answer))
            if !isHead { try await write(answer.body, bytes: 0..<answer.body.byteCount, to: &body) }
            try await body.finish(nil)
        case .half(let wait):
            var body = try await writer.writeHead(head(of: answer))
            try await write(answer.body, bytes: 0..<answer.body.byteCount / 2, to: &body)
            try await Task.sleep(for: wait)
            // Closing one direction lets what was written go out first.
            try await channel.close(mode: .output)
            throw ConnectionEnded()
        }
    }

    private func head(of answer: Answer) -> HTTPTypes.HTTPResponse {
        var fields = HTTPFields()
        for field in answer.headers.fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        fields[.date] = HTTPDate.text(of: time.now + answer.clockOffset)
        fields[.server] = "runner-emulator"
        if identifiesItself, let name = HTTPField.Name(Self.identification) { fields[name] = "1" }
        if answer.declaresLength { fields[.contentLength] = String(answer.body.byteCount) }
        return HTTPTypes.HTTPResponse(status: .init(code: answer.status), headerFields: fields)
    }

    private func write(
        _ content: Answer.Body,
        bytes: Range<Int>,
        to body: inout some ResponseBodyWriter
    ) async throws {
        switch content {
        case .bytes(let content):
            try await body.write(ByteBuffer(bytes: content[bytes]))
        case .file(let path, let range):
            let file = try FileDescriptor.open(path, .readOnly)
            defer { try? file.close() }
            var offset = range.lowerBound
            let end = range.lowerBound + bytes.upperBound
            while offset < end {
                let (start, count) = (offset, min(Self.chunkBytes, end - offset))
                let chunk = try await NIOThreadPool.singleton.runIfActive {
                    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                        filled = try file.read(
                            fromAbsoluteOffset: Int64(start),
                            into: UnsafeMutableRawBufferPointer(buffer)
                        )
                    }
                }
                guard !chunk.isEmpty else { throw ConnectionEnded() }
                try await body.write(ByteBuffer(bytes: chunk))
                offset += chunk.count
            }
        }
    }
}
