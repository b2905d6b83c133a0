package import HummingbirdCore
package import Logging
package import NIOCore

/// HTTP/1.1 connections of a server that can be canceled at any time.
package struct StoppableHTTP1: ServerChildChannel {
    private let http: HTTP1Channel

    /// Creates the connections of a server.
    ///
    /// - Parameters:
    ///   - responder: What answers requests.
    ///   - configuration: Limits.
    package init(
        responder: @escaping HTTPChannelHandler.Responder,
        configuration: HTTP1Channel.Configuration = .init()
    ) {
        http = HTTP1Channel(responder: responder, configuration: configuration)
    }

    /// Prepares an accepted socket.
    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        http.setup(channel: channel, logger: logger).map { AcceptedConnection($0) }
    }

    /// Answers the requests of a connection until it ends.
    package func handle(value: AcceptedConnection, logger: Logger) async {
        await http.handle(value: value.take(), logger: logger)
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 for servers that can be canceled at any time.
    ///
    /// - Parameter configuration: Limits.
    /// - Returns: What makes a server.
    package static func stoppable(_ configuration: HTTP1Channel.Configuration = .init()) -> HTTPServerBuilder {
        HTTPServerBuilder { StoppableHTTP1(responder: $0, configuration: configuration) }
    }
}
