internal import Glibc
internal import Synchronization
internal import SystemReasons

/// One end of the pair of sockets between a runner and a worker.
package final class MessageSocket: Sendable {
    /// Why a socket cannot be used.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The name of the system call.
        package var call: String
        /// Its `errno`.
        package var number: Int32
        /// One phrase.
        package var description: String { "\(call): \(SystemReason.text(number))" }
    }

    private let descriptor: Int32
    /// Guards writing, so that messages never mix.
    private let writing = Mutex(())

    /// Takes ownership of a descriptor.
    ///
    /// - Parameter descriptor: A connected stream socket; it is closed with this object.
    package init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { Glibc.close(descriptor) }

    /// Creates a connected pair.
    ///
    /// - Returns: Our end, and the descriptor of the other end, which other programs do not inherit.
    /// - Throws: ``Failure``.
    package static func pair() throws(Failure) -> (MessageSocket, other: Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Failure(call: "socketpair", number: errno) }
        return (MessageSocket(owning: ends[0]), ends[1])
    }

    /// Sends a message; waits while the other end does not read.
    ///
    /// - Throws: ``Failure`` when the other end is gone.
    package func send(_ message: some Encodable) throws {
        let line = try messageLine(message)
        try writing.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    throw Failure(call: "send", number: errno)
                }
            }
        }
    }

    /// Reads messages until the other end closes; blocks, so it needs its own thread.
    ///
    /// - Parameters:
    ///   - type: The type of the messages.
    ///   - body: Called with each message.
    /// - Throws: ``Failure``, or ``MessageLines/Failure`` when the other end violates the protocol.
    package func receive<Message: Decodable>(_ type: Message.Type, _ body: (Message) -> Void) throws {
        var lines = MessageLines<Message>()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure(call: "read", number: errno) }
            if count == 0 { return }
            for message in try lines.receive(buffer[..<count]) { body(message) }
        }
    }

    /// Ends the conversation in both directions; the other end and a blocked ``receive(_:_:)`` see the end.
    package func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
