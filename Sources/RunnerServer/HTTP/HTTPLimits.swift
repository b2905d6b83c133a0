internal import HummingbirdCore
internal import NIOCore

/// How much one connection and all of them together may take.
enum HTTPLimits {
    /// The most connections at a time; others wait to be accepted.
    static let connections = 4_096

    /// Limits on the header, and on how long a client may be silent.
    static var configuration: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ContinueHandler(), SlowClientHandler()],
            idleTimeout: .seconds(75),
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: 16 << 10,
                maxHeaderListSize: 64 << 10,
                maxHeaderFieldCount: 200
            )
        )
    }
}
