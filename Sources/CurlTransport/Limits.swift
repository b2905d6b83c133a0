/// Bounds of every transfer, so that a server can waste neither time nor memory nor the disk.
package struct Limits: Sendable, Hashable {
    /// The longest time to resolve a name, connect and shake hands.
    package var connect: Duration = .seconds(10)

    /// The rate, in bytes a second, below which a download or the upload of a file counts as stalled.
    package var stallBytesPerSecond = 1024

    /// How long a download or the upload of a file may stay below that rate; whole seconds, fractions round up.
    ///
    /// A body in memory is not watched, since a service may think longer than that before it answers.
    package var stall: Duration = .seconds(60)

    /// The largest content kept in memory.
    package var maximumBodyBytes = 16 << 20

    /// The largest header section of an answer.
    package var maximumHeaderBytes = 256 << 10

    /// The largest content written to a file.
    package var maximumDownloadBytes: Int64 = 4 << 30

    /// How many redirects a download follows; ``CurlTransport/send(_:)`` follows none.
    package var maximumRedirects = 5

    /// How many transfers run at once; the others wait for their turn, and their time does not run before it.
    package var maximumConcurrentTransfers = 256

    /// How many connections stay open for the next request, and how many handles for the next transfer.
    package var maximumIdleConnections = 64

    /// Creates the bounds that suit an API of small answers and downloads of videos.
    package init() {}
}
