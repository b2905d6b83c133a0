internal import Dispatch
internal import Glibc
internal import InferenceKit
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

    /// What the other end does that no worker of ours does.
    package enum Misconduct: Error, Sendable, Hashable, CustomStringConvertible {
        /// It leaves what was sent to it unread.
        case doesNotRead(Duration)
        /// Its process closed its end and went on running.
        case closedItsEnd

        /// One phrase.
        package var description: String {
            switch self {
            case .doesNotRead(let patience): "it has not read what was sent to it within \(patience.text)"
            case .closedItsEnd: "it closed the connection but did not exit"
            }
        }
    }

    private struct State {
        /// What the other end has not had room for yet.
        var waiting: ArraySlice<UInt8> = []
        /// Why nothing more is sent or received.
        var misconduct: Misconduct?
        /// Whether this end was closed here.
        var isClosed = false
        /// The process at the other end.
        var peer: Int32?
    }

    /// How much may wait before a message; each message itself may be longer.
    private static let mostWaitingBytes = 32 << 20
    /// The most JSON values in one message of a model, each of which takes far more memory and time than its text.
    private static let mostValues = 1_000_000
    /// How long a process may take to exit after its end has closed.
    private static let exitPatience: Duration = .seconds(2)

    private let descriptor: Int32
    /// How long the other end may leave a message unread; `nil` where sending waits for as long as it takes.
    private let patience: Duration?
    private let state = Mutex(State())
    /// Guards sending that waits, so that messages never mix, and receiving and closing need not wait, too.
    private let writing = Mutex(())

    /// Takes ownership of a descriptor; the other end is trusted, so sending waits while it does not read.
    ///
    ///
    /// - Parameter descriptor: A connected stream socket; it is closed with this object.
    package init(owning descriptor: Int32) {
        self.descriptor = descriptor
        patience = nil
    }

    private init(owning descriptor: Int32, patience: Duration) {
        self.descriptor = descriptor
        self.patience = patience
    }

    deinit { Glibc.close(descriptor) }

    /// Creates a connected pair, whose other end is for a process that is not trusted.
    ///
    /// - Parameter patience: How long the other end may leave a message unread.
    /// - Returns: Our end, which never waits for the other, and the descriptor of the other end, which other programs do not inherit.
    /// - Throws: ``Failure``.
    package static func pair(patience: Duration = .seconds(30)) throws(Failure) -> (MessageSocket, other: Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Failure(call: "socketpair", number: errno) }
        return (MessageSocket(owning: ends[0], patience: patience), ends[1])
    }

    /// Names the process at the other end, so that ``receive(_:_:)`` can tell a process that has exited from one that hides.
    ///
    /// - Parameter process: A child of this process.
    package func note(peer process: Int32) { state.withLock { $0.peer = process } }

    /// Sends a message.
    ///
    /// Our end of a ``pair(patience:)`` returns at once: what the other end has no room for is sent by a thread. When the other end has not read
    /// for too long, the conversation ends, and ``receive(_:_:)`` throws the reason.
    ///
    /// - Throws: ``Failure`` when the other end is gone, or ``Misconduct``.
    package func send(_ message: some Encodable) throws {
        let line = try messageLine(message)
        guard let patience else { return try writing.withLock { _ in try sendAll(line) } }
        try state.withLock { state in
            if let misconduct = state.misconduct { throw misconduct }
            if state.isClosed { throw Failure(call: "send", number: EPIPE) }
            guard state.waiting.isEmpty else {
                guard state.waiting.count <= Self.mostWaitingBytes else { throw fail(.doesNotRead(patience), &state) }
                return state.waiting.append(contentsOf: line)
            }
            state.waiting = try sendSome(line[...])
            guard !state.waiting.isEmpty else { return }
            // Waiting blocks, so that it needs its own thread.
            DispatchQueue(label: "sending").async { self.sendWaiting(within: patience) }
        }
    }

    /// Reads messages until the other end closes; blocks, so it needs its own thread.
    ///
    /// - Parameters:
    ///   - type: The type of the messages.
    ///   - body: Called with each message.
    /// - Throws: ``Failure``, ``Misconduct``, or ``MessageLines/Failure`` when the other end violates the protocol.
    package func receive<Message: Decodable>(_ type: Message.Type, _ body: (Message) -> Void) throws {
        var lines = MessageLines<Message>(mostValues: patience == nil ? .max : Self.mostValues)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            let number = errno
            if let misconduct = state.withLock({ $0.misconduct }) { throw misconduct }
            guard count >= 0 else { throw Failure(call: "read", number: number) }
            if count == 0 {
                if isPeerHiding { throw Misconduct.closedItsEnd }
                return
            }
            for message in try lines.receive(buffer[..<count]) { body(message) }
        }
    }

    /// Ends the conversation in both directions; the other end and a blocked ``receive(_:_:)`` see the end.
    package func close() {
        state.withLock { state in
            state.isClosed = true
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
    }
}

// MARK: - Sending

extension MessageSocket {
    private func sendAll(_ line: [UInt8]) throws(Failure) {
        var rest = line[...]
        while !rest.isEmpty { rest = try sendSome(rest, waits: true) }
    }

    /// Sends as much as there is room for.
    ///
    /// - Returns: The rest.
    private func sendSome(_ bytes: ArraySlice<UInt8>, waits: Bool = false) throws(Failure) -> ArraySlice<UInt8> {
        var rest = bytes
        let flags = Int32(MSG_NOSIGNAL) | (waits ? 0 : Int32(MSG_DONTWAIT))
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                return rest
            } else if errno != EINTR {
                throw Failure(call: "send", number: errno)
            }
        }
        return rest
    }

    /// Sends what waits; when all of it has not gone in time, the conversation ends.
    private func sendWaiting(within patience: Duration) {
        let deadline = ContinuousClock.now + patience
        while true {
            let isDone = state.withLock { state in
                // When the other end has died, the thread that reads says so.
                guard !state.isClosed, let rest = try? sendSome(state.waiting) else {
                    state.waiting = []
                    return true
                }
                state.waiting = rest
                if !rest.isEmpty, ContinuousClock.now >= deadline { _ = fail(.doesNotRead(patience), &state) }
                return state.waiting.isEmpty
            }
            if isDone { return }
            var question = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&question, 1, 100)
        }
    }

    private func fail(_ misconduct: Misconduct, _ state: inout State) -> Misconduct {
        state.misconduct = misconduct
        state.waiting = []
        shutdown(descriptor, Int32(SHUT_RDWR))
        return misconduct
    }

    /// Whether the other end is closed and its process still runs; waits a moment for a process that is exiting.
    private var isPeerHiding: Bool {
        let (peer, isClosed) = state.withLock { ($0.peer, $0.isClosed) }
        guard let peer, !isClosed else { return false }
        let deadline = ContinuousClock.now + Self.exitPatience
        while true {
            var information = siginfo_t()
            // Whoever started the process waits for it, too; it is gone once there is no such child.
            let result = waitid(P_PID, id_t(peer), &information, WEXITED | WNOHANG | WNOWAIT)
            if result != 0, errno != EINTR { return false }
            if result == 0, information.si_signo != 0 { return false }
            if state.withLock({ $0.isClosed }) { return false }
            if ContinuousClock.now >= deadline { return true }
            usleep(5_000)
        }
    }
}
