internal import Dispatch
internal import Glibc
internal import Synchronization

/// Reads the messages of a worker that serves one run after another, each of which listens for a while.
///
/// A thread reads for as long as the worker lives. What arrives while nobody listens is of a run that is over, and is dropped.
package final class MessageRelay<Message: Decodable & Sendable & SendableMetatype>: Sendable {
    /// Hears of messages, and of the end with what violated the protocol.
    struct Listener: Sendable {
        var take: @Sendable (Message) -> Void
        var end: @Sendable (_ violation: String?) -> Void
    }

    private enum State {
        case listened(Listener?)
        case ended(violation: String?)
    }

    private let state = Mutex(State.listened(nil))

    /// Starts to read.
    ///
    /// - Parameters:
    ///   - socket: The end that is read.
    ///   - onEnd: Called once, on the thread that reads, when the other end has closed.
    package init(reading socket: MessageSocket, onEnd: @escaping @Sendable () -> Void) {
        let receive = { @Sendable [weak self] (message: Message) in
            // Outside of the lock, since a listener that has no room lets the thread wait.
            guard case .listened(let listener?) = self?.state.withLock({ $0 }) else { return }
            listener.take(message)
        }
        DispatchQueue(label: "worker").async { [weak self] in
            var violation: String?
            do {
                try socket.receive(Message.self, receive)
            } catch let failure as MessageSocket.Failure where failure.number == ECONNRESET {
                // The other end died with messages unread, which is an end like any other.
            } catch {
                violation = "\(error)"
            }
            self?.end(violation)
            onEnd()
        }
    }

    /// Whether the other end has closed.
    package var hasEnded: Bool {
        if case .ended = state.withLock({ $0 }) { true } else { false }
    }

    /// Lets a listener hear of what arrives from now on; it hears of an end that came before at once.
    func attach(_ listener: Listener) {
        let ended = state.withLock { state -> String?? in
            if case .ended(let violation) = state { return .some(violation) }
            state = .listened(listener)
            return nil
        }
        if let violation = ended { listener.end(violation) }
    }

    /// Lets nobody hear of what arrives from now on.
    func detach() {
        state.withLock { state in
            if case .listened = state { state = .listened(nil) }
        }
    }

    private func end(_ violation: String?) {
        let listener = state.withLock { state -> Listener? in
            defer { state = .ended(violation: violation) }
            if case .listened(let listener) = state { return listener }
            return nil
        }
        listener?.end(violation)
    }
}
