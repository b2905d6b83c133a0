/// A setting of the server: an option, an environment variable and a member of the settings file, all of one name.
package enum Setting: String, Sendable, CaseIterable {
    case listen
    case model
    case registry
    case store
    case files
    case concurrency
    case queue
    case enqueue
    case emulator
    case maxCost = "max-cost"
    case maxCostPerDay = "max-cost-per-day"
    case certificate = "tls-certificate"
    case certificateKey = "tls-key"
    case publicURL = "public-url"
    case metrics
    case loopbackWebhooks = "loopback-webhooks"
    case keep
    case grace
    case warm
    case idle

    /// The environment variable, such as `RUNNER_SERVE_MAX_COST`.
    package var variable: String {
        "RUNNER_SERVE_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// The option, such as `--max-cost`.
    package var option: String { self == .model ? "MODEL" : "--\(rawValue)" }
}
