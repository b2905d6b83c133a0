package import HummingbirdCore
internal import NIOCore

/// How much one connection and all of them together may take.
package enum HTTPLimits {
    /// The most connections at a time; others wait to be accepted.
    package static let connections = 4_096

    /// The most connections at a time that leave enough file descriptors for the runs.
    ///
    /// - Parameters:
    ///   - files: How many files and sockets the process may have open.
    ///   - concurrency: Maximum number of concurrent runs.
    /// - Returns: The number, at least 16.
    package static func connections(files: Int, concurrency: Int) -> Int {
        let reserve = 128 + 12 * concurrency
        // A connection may read or write a file.
        return max(16, min(connections, (files - reserve) / 2))
    }

    /// Limits on the header, and on how long a client may be silent.
    ///
    /// - Parameter census: Counts the connections.
    /// - Returns: The configuration.
    package static func configuration(_ census: ConnectionCensus) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ContinueHandler(), SlowClientHandler(census: census)],
            idleTimeout: .seconds(75),
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: 16 << 10,
                maxHeaderListSize: 64 << 10,
                maxHeaderFieldCount: 200
            )
        )
    }
}
