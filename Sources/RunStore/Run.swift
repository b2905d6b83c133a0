package import FoundationEssentials
package import InferenceKit

/// One recorded prediction.
///
/// Nothing in it is a secret: the database takes secrets and the queries of links out of whatever it stores.
package struct Run: Sendable, Hashable {
    /// Its name.
    package let id: RunID
    /// What predicts.
    package var model: RunModel
    /// Where it stands.
    package var status: RunStatus = .queued
    /// What it predicts from.
    package var input: RunInput
    /// Where its output files go, in the manifest's order.
    package var places: [OutputPlace]
    /// Whether an output file that is there may be replaced.
    package var replacesFiles: Bool
    /// How it reaches the world.
    package var service: RunService
    /// How long it may take each time it is driven.
    package var timeout: Duration
    /// What it was expected to cost.
    package var estimate: RunPrice
    /// What it cost; `nil` until it has ended well.
    package var price: RunPrice?
    /// When it was recorded.
    package let created: Date
    /// When its status changed for the last time.
    package var updated: Date
    /// When it ended.
    package var ended: Date?
    /// The service's name for the work that was started.
    package var taskID: String?
    /// The outputs by name, once it has succeeded or is about to: see ``RunChange/completing(output:files:)``.
    package var output: [String: JSONValue]?
    /// The output files, once it has succeeded or is about to.
    package var files: [RunFile] = []
    /// Why it failed, or why it stopped the last time.
    package var failure: RunFailure?
    /// The last lines of its log.
    package var log: [String] = []
    /// Output files of which a part has arrived.
    package var partialDownloads: [PartialDownload] = []
    /// Who works on it; `nil` when nobody does.
    package var lease: RunLease?
    /// Whether somebody asked for its end.
    package var isCancelRequested = false
    /// Whether a paid step of it has succeeded.
    package var isPaid = false

    /// Describes a new run.
    ///
    /// - Parameters:
    ///   - id: Its name.
    ///   - model: What predicts.
    ///   - input: What it predicts from.
    ///   - places: Where its output files go.
    ///   - replacesFiles: Whether an output file that is there may be replaced.
    ///   - service: How it reaches the world.
    ///   - timeout: How long it may take each time it is driven.
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
    /// Its full name, such as `bytedance/omnihuman-1-5`.
    package var name: String
    /// The absolute path of its directory.
    package var directory: String
    /// The content key of its code, the manifest included.
    package var key: String

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - name: Its full name.
    ///   - directory: The absolute path of its directory.
    ///   - key: The content key of its code.
    package init(name: String, directory: String, key: String) {
        self.name = name
        self.directory = directory
        self.key = key
    }
}

/// How a run reaches the world.
package struct RunService: Sendable, Hashable, Codable {
    /// The address used in place of the service's own.
    package var endpoint: String?
    /// Where local files are put.
    package var staging: String?
    /// Whether it used an emulator that ended with the command that started the run.
    package var usesOwnEmulator: Bool
    /// Whether the service charges for it.
    package var isCharged: Bool

    /// Describes a way.
    ///
    /// - Parameters:
    ///   - endpoint: The address used in place of the service's own.
    ///   - staging: Where local files are put.
    ///   - usesOwnEmulator: Whether it used an emulator that ended with the command.
    ///   - isCharged: Whether the service charges for it.
    package init(endpoint: String?, staging: String?, usesOwnEmulator: Bool, isCharged: Bool) {
        self.endpoint = endpoint
        self.staging = staging
        self.usesOwnEmulator = usesOwnEmulator
        self.isCharged = isCharged
    }
}

/// An amount of money, which may be unknown and is then never taken for nothing.
package enum RunPrice: Sendable, Hashable {
    /// It costs this much, in US dollars.
    case usd(Double)
    /// It costs something that is not known.
    case unknown

    /// The amount, when it is known.
    package var usd: Double? {
        switch self {
        case .usd(let amount): amount
        case .unknown: nil
        }
    }
}

/// Why a run failed or stopped, in the form of every error of the project.
package struct RunFailure: Sendable, Hashable, Codable {
    /// The stable name, such as `service-unavailable`.
    package var code: String
    /// What happened.
    package var message: String
    /// What to do.
    package var help: String?
    /// What the service said.
    package var vendor: PredictionError.VendorDetail?
    /// What the program ended with.
    package var exitStatus: Int32

    /// Describes a failure.
    ///
    /// - Parameters:
    ///   - code: The stable name.
    ///   - message: What happened.
    ///   - help: What to do.
    ///   - vendor: What the service said.
    ///   - exitStatus: What the program ended with.
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
