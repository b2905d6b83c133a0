package import FoundationEssentials
package import InferenceKit

/// One recorded prediction.
///
/// It holds no secrets: a store removes them, and the queries of links, from everything that it writes.
package struct Run: Sendable, Hashable {
    /// Its name.
    package let id: RunID
    /// The model.
    package var model: RunModel
    /// Its status.
    package var status: RunStatus = .queued
    /// Its inputs.
    package var input: RunInput
    /// Where its output files go, in the manifest's order.
    package var places: [OutputPlace]
    /// Whether existing output files may be replaced.
    package var replacesFiles: Bool
    /// How it reaches the service.
    package var service: RunService
    /// The time limit for each attempt to drive it.
    package var timeout: Duration
    /// What it was expected to cost.
    package var estimate: RunPrice
    /// What it cost; `nil` until it has succeeded.
    package var price: RunPrice?
    /// When it was recorded.
    package let created: Date
    /// When its status last changed.
    package var updated: Date
    /// When its model began to work on it.
    package var started: Date?
    /// When it ended.
    package var ended: Date?
    /// When it is canceled unless it has ended; `nil` for never.
    package var deadline: Date?
    /// The service's name for the work that was started.
    package var taskID: String?
    /// The outputs by name, once it has succeeded or is about to; see ``RunChange/completing(output:files:)``.
    package var output: [String: JSONValue]?
    /// The output files, once it has succeeded or is about to.
    package var files: [RunFile] = []
    /// Why it failed or last stopped.
    package var failure: RunFailure?
    /// The last lines of its log.
    package var log: [String] = []
    /// Output files that have been downloaded in part.
    package var partialDownloads: [PartialDownload] = []
    /// The process that drives it; `nil` when it was given back.
    package var lease: RunLease?
    /// Whether someone asked to cancel it.
    package var isCancelRequested = false
    /// Whether a paid step of it has succeeded.
    package var isPaid = false
    /// A word under which its caller groups runs.
    package var label: String?
    /// Who asked for it; `nil` for the user of this machine.
    package var caller: String?
    /// The caller's own name for it: creating a run with the same name again returns this one.
    package var callerName: String?
    /// Whether any process that has its model may drive it; otherwise only the one that its user starts.
    package var isEnqueued = false
    /// The most that all runs of 24 hours may cost, in US dollars, as the server says that accepted this one; `nil` for no such limit.
    package var serverLimit: Double?
    /// How often it has interrupted itself while it was enqueued, as by a crash; what it needs and is away does not count.
    package var interruptions = 0
    /// Until when no process takes it from the queue; `nil` when it does not rest.
    package var restsUntil: Date?

    /// Creates a new run.
    ///
    /// - Parameters:
    ///   - id: Its name.
    ///   - model: The model.
    ///   - input: Its inputs.
    ///   - places: Where its output files go.
    ///   - replacesFiles: Whether existing output files may be replaced.
    ///   - service: How it reaches the service.
    ///   - timeout: The time limit for each attempt to drive it.
    ///   - estimate: What it is expected to cost.
    ///   - created: Now.
    package init(
        id: RunID,
        model: RunModel,
        input: RunInput,
        places: [OutputPlace],
        replacesFiles: Bool,
        service: RunService,
        timeout: Duration,
        estimate: RunPrice,
        created: Date
    ) {
        self.id = id
        self.model = model
        self.input = input
        self.places = places
        self.replacesFiles = replacesFiles
        self.service = service
        self.timeout = timeout
        self.estimate = estimate
        self.created = created
        updated = created
    }
}

/// The model of a run.
package struct RunModel: Sendable, Hashable, Codable {
    /// Its full name, such as `acme/talking-head`.
    package var name: String
    /// The absolute path of its directory.
    package var directory: String
    /// The content key of its code and manifest.
    package var key: String

    /// Creates a model.
    ///
    /// - Parameters:
    ///   - name: Its full name.
    ///   - directory: The absolute path of its directory.
    ///   - key: The content key of its code and manifest.
    package init(name: String, directory: String, key: String) {
        self.name = name
        self.directory = directory
        self.key = key
    }
}

/// How a run reaches the service.
package struct RunService: Sendable, Hashable, Codable {
    /// The address used instead of the service's own.
    package var endpoint: String?
    /// Where local files are staged.
    package var staging: String?
    /// Whether it used an emulator that stopped with the command that started the run.
    package var usesOwnEmulator: Bool
    /// Whether the service charges for it.
    package var isCharged: Bool
    /// The name of the service; `nil` for a model without one, and in records of earlier versions.
    package var name: String?

    /// Creates a description of how to reach the service.
    ///
    /// - Parameters:
    ///   - endpoint: The address used instead of the service's own.
    ///   - staging: Where local files are staged.
    ///   - usesOwnEmulator: Whether it used an emulator that stopped with the command.
    ///   - isCharged: Whether the service charges for it.
    ///   - name: The name of the service.
    package init(
        endpoint: String?,
        staging: String?,
        usesOwnEmulator: Bool,
        isCharged: Bool,
        name: String? = nil
    ) {
        self.endpoint = endpoint
        self.staging = staging
        self.usesOwnEmulator = usesOwnEmulator
        self.isCharged = isCharged
        self.name = name
    }
}

/// An amount of money; an unknown amount never counts as nothing.
package enum RunPrice: Sendable, Hashable {
    /// A known amount in US dollars.
    case usd(Double)
    /// The amount is unknown.
    case unknown

    /// The amount in US dollars; `nil` when it is unknown.
    package var usd: Double? {
        switch self {
        case .usd(let amount): amount
        case .unknown: nil
        }
    }
}

/// Why a run failed or stopped, with the parts that every error of the project has.
package struct RunFailure: Sendable, Hashable, Codable {
    /// The stable name, such as `service-unavailable`.
    package var code: String
    /// What happened.
    package var message: String
    /// What to do.
    package var help: String?
    /// What the service answered.
    package var vendor: PredictionError.VendorDetail?
    /// The exit status of the program.
    package var exitStatus: Int32

    /// Creates a failure.
    ///
    /// - Parameters:
    ///   - code: The stable name.
    ///   - message: What happened.
    ///   - help: What to do.
    ///   - vendor: What the service answered.
    ///   - exitStatus: The exit status of the program.
    package init(
        code: String,
        message: String,
        help: String? = nil,
        vendor: PredictionError.VendorDetail? = nil,
        exitStatus: Int32
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.vendor = vendor
        self.exitStatus = exitStatus
    }
}
