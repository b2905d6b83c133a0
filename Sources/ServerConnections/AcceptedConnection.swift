internal import HummingbirdCore
package import NIOCore
internal import NIOHTTPTypes
internal import Synchronization

/// A connection that a server has accepted, which is closed if nobody handles it.
///
/// A server that is canceled drops the connections that wait to be handled. NIO stops the program when one of them is dropped before it
/// was finished.
package final class AcceptedConnection: ServerChildChannelValue {
    private let connection: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    private let isTaken = Atomic(false)

    init(_ connection: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>) {
        self.connection = connection
    }

    /// The socket.
    package var channel: any Channel { connection.channel }

    /// The connection for the one that handles it and finishes it.
    func take() -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
        isTaken.store(true, ordering: .relaxed)
        return connection
    }

    deinit {
        guard !isTaken.load(ordering: .relaxed) else { return }
        let connection = connection
        // The peer sees a closed connection, as after any server that stopped.
        Task { try? await connection.executeThenClose { _, _ in } }
    }
}
