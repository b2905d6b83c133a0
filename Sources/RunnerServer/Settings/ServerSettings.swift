internal import Addresses
package import RunStore

/// How a server behaves, from options, environment variables and a file.
package struct ServerSettings: Sendable, Hashable {
    /// Where it listens.
    package var listen = ListenAddress(host: "127.0.0.1", port: 8020)
    /// The one model to serve, by name or directory; `nil` for all models of the registry.
    package var model: String?
    /// Directories whose subdirectories are models; empty for the usual ones.
    package var registry: [String] = []
    /// The file that runs are recorded in; `nil` for the usual one.
    package var store: String?
    /// The directory for uploads and outputs; `nil` for `files` beside the store.
    package var files: String?
    /// Maximum number of concurrent runs.
    package var concurrency = 4
    /// Whether runs are only recorded, for 'runner work' processes to drive.
    package var onlyEnqueues = false
    /// How many runs may wait.
    package var queueLength = 1_000
    /// Whether models reach an emulator, which ends with the server, instead of their services.
    package var usesEmulator = false
    /// Maximum cost of a single run, in US dollars.
    package var maxCost: Double?
    /// The most that all runs of 24 hours may cost, in US dollars.
    package var maxCostPerDay: Double?
    /// The PEM file of the certificate, with those that it is signed by; `nil` without TLS.
    package var certificate: String?
    /// The PEM file of the certificate's key.
    package var certificateKey: String?
    /// The address under which clients reach the server, such as that of a proxy before it; `nil` for the `Host` that they name.
    package var publicURL: String?
    /// The callers that may read measurements, which are about all callers, once there are tokens.
    package var metricsReaders: Set<String> = []
    /// Whether callers with tokens may have messages sent to this machine.
    package var sendsToLoopback = false
    /// How long uploads and outputs are kept.
    package var keep: Duration = .seconds(30 * 86_400)
    /// How long the server may take to stop.
    package var grace: Duration = .seconds(30)
    /// Whether all models are compiled before the server listens.
    package var isWarm = false
    /// What each service allows, and what the user calls the account.
    package var limits = ServiceLimits()
    /// How long the worker of a model waits for its next run until it is stopped; zero for a worker of its own for each run.
    package var idle: Duration = .seconds(60)

    /// Creates settings with default values.
    package init() {}

    /// Whether only this machine reaches the server: it listens on a loopback address, and clients do not know it by a public one.
    package var isPrivate: Bool {
        guard listen.isLoopback else { return false }
        guard let publicURL, let start = publicURL.firstRange(of: "://") else { return true }
        return LinkCheck.isLoopback(publicURL[start.upperBound...].prefix { !"/?#".contains($0) })
    }
}
