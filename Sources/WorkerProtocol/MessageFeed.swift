internal import Dispatch
internal import Glibc
internal import Synchronization

/// The messages that arrive at one end of a conversation, as an asynchronous sequence, together with what else its reader waits for.
///
/// Reading blocks, so a thread reads. It stops while `limit` messages wait to be taken, so that the other end has to wait, as at any
/// pipe, and cannot fill this process's memory. One task iterates.
package final class MessageFeed<Element: Sendable>: AsyncSequence, Sendable {
    fileprivate struct Item {
        var element: Element
        var isMessage: Bool
    }

    private let stop: @Sendable () -> Void
    private let items: AsyncStream<Item>
    private let feed: AsyncStream<Item>.Continuation
    private let room: Room

    /// Starts to read.
    ///
    /// - Parameters:
    ///   - socket: The end that is read; ``close()`` closes it.
    ///   - type: The type of the messages.
    ///   - limit: How many messages may wait to be taken.
    ///   - take: Turns a message into an element; runs on the thread that reads, and may return `nil` after it has handled a message itself.
    ///   - end: Called on the same thread when the other end has closed, with the reason when it did not keep to the protocol. Its result is the last
    ///     message of the sequence.
    package init<Message: Decodable & SendableMetatype>(
        reading socket: MessageSocket,
        as type: Message.Type,
        limit: Int = 256,
        take: @escaping @Sendable (Message) -> Element?,
        end: @escaping @Sendable (_ violation: String?) -> Element? = { _ in nil }
    ) {
        stop = { socket.close() }
        (items, feed) = AsyncStream.makeStream()
        room = Room(limit: limit)
        let (feed, room) = (feed, room)
        DispatchQueue(label: "messages").async {
            var violation: String?
            do {
                try socket.receive(type) { message in
                    guard let element = take(message) else { return }
                    room.enter()
                    feed.yield(Item(element: element, isMessage: true))
                }
            } catch let failure as MessageSocket.Failure where failure.number == ECONNRESET {
                // The other end died with messages unread, which is an end like any other.
            } catch {
                violation = "\(error)"
            }
            if let last = end(violation) { feed.yield(Item(element: last, isMessage: false)) }
            feed.finish()
        }
    }

    /// Starts to listen to a worker that serves several runs; ``close()`` lets the next run listen.
    ///
    /// - Parameters:
    ///   - relay: Reads the worker's messages.
    ///   - limit: How many messages may wait to be taken.
    ///   - take: Turns a message into an element, or ignores it, on the thread that reads.
    ///   - end: Called when the worker has closed its end, as with ``init(reading:as:limit:take:end:)``.
    package init<Message>(
        listeningTo relay: MessageRelay<Message>,
        limit: Int = 256,
        take: @escaping @Sendable (Message) -> Element?,
        end: @escaping @Sendable (_ violation: String?) -> Element?
    ) {
        stop = { relay.detach() }
        (items, feed) = AsyncStream.makeStream()
        room = Room(limit: limit)
        let (feed, room) = (feed, room)
        relay.attach(
            MessageRelay<Message>.Listener { message in
                guard let element = take(message) else { return }
                room.enter()
                feed.yield(Item(element: element, isMessage: true))
            } end: { violation in
                if let last = end(violation) { feed.yield(Item(element: last, isMessage: false)) }
                feed.finish()
            }
        )
    }

    /// Adds an element that is not a message, without waiting.
    ///
    /// - Parameter element: The element; ignored after the end.
    package func add(_ element: Element) {
        feed.yield(Item(element: element, isMessage: false))
    }

    /// Ends the sequence and the conversation.
    package func close() {
        feed.finish()
        stop()
        room.open()
    }

    /// Takes elements in the order of arrival.
    package struct Iterator: AsyncIteratorProtocol {
        private var items: AsyncStream<Item>.Iterator
        private let room: Room

        fileprivate init(_ items: AsyncStream<Item>.Iterator, _ room: Room) {
            self.items = items
            self.room = room
        }

        /// Waits for the next element.
        ///
        /// - Returns: The element; `nil` after the end, and when the task is canceled.
        package mutating func next() async -> Element? {
            guard let item = await items.next() else { return nil }
            if item.isMessage { room.leave() }
            return item.element
        }
    }

    /// Starts to iterate; only one task may.
    package func makeAsyncIterator() -> Iterator { Iterator(items.makeAsyncIterator(), room) }
}

/// Keeps the thread that reads from getting far ahead of the task that takes its messages.
private final class Room: Sendable {
    // A semaphore must not end with a smaller value than it began with.
    private let free = DispatchSemaphore(value: 0)
    private let isOpen = Atomic(false)

    init(limit: Int) {
        for _ in 0..<limit { free.signal() }
    }

    /// Waits for room for one more.
    func enter() {
        if !isOpen.load(ordering: .acquiring) { free.wait() }
    }

    /// Makes room: one was taken.
    func leave() { free.signal() }

    /// Stops all waiting, since nothing is taken from now on.
    func open() {
        isOpen.store(true, ordering: .releasing)
        free.signal()
    }
}
