import InferenceKit
import Quantities

/// What a service counted.
struct ServiceStatistics: Sendable {
    /// The number of requests, by action; refused ones count, too.
    var requests: [String: Int] = [:]
    /// How many tasks were made.
    var submits = 0
    /// The most tasks of one service that were in progress at once.
    var mostAtOnce = 0
    /// How many requests asked to cancel a task.
    var cancels = 0
    /// How many signatures or tokens were refused.
    var refusedSignatures = 0
    /// The seconds of finished video.
    var chargedSeconds = 0.0
    /// What the service would have charged, in US dollars.
    var chargedUSD = 0.0
    /// A description of each task.
    var tasks: [JSONValue] = []

    /// Adds what another service counted.
    static func + (first: ServiceStatistics, second: ServiceStatistics) -> ServiceStatistics {
        ServiceStatistics(
            requests: first.requests.merging(second.requests, uniquingKeysWith: +),
            submits: first.submits + second.submits,
            mostAtOnce: max(first.mostAtOnce, second.mostAtOnce),
            cancels: first.cancels + second.cancels,
            refusedSignatures: first.refusedSignatures + second.refusedSignatures,
            chargedSeconds: first.chargedSeconds + second.chargedSeconds,
            chargedUSD: first.chargedUSD + second.chargedUSD,
            tasks: first.tasks + second.tasks
        )
    }

    /// The counts as JSON.
    var json: JSONValue {
        .object([
            "requests": .object(requests.mapValues { .int($0) }),
            "submits": .int(submits),
            "most_at_once": .int(mostAtOnce),
            "cancels": .int(cancels),
            "refused_signatures": .int(refusedSignatures),
            "charged_seconds": .double((chargedSeconds * 1_000).rounded() / 1_000),
            "charged_usd": .double(Dollars.rounded(chargedUSD)),
            "tasks": .array(tasks),
        ])
    }
}
