package import InferenceKit
package import StagingPlaces

/// What the runner sends to a worker, one JSON line each.
package enum WorkerCommand: Sendable, Hashable, Codable {
    /// The first command: how to reach the network. The model is set up with it.
    case setup(WorkerSettings)
    /// The first command instead: report the model's inputs, outputs and secrets, and end. Samples are values that the manifest allows.
    case describe(WorkerSettings, samples: [String: [JSONValue]])
    /// The first command instead: let the model check its service, and end.
    case check(WorkerSettings)
    /// The first command instead: let the model look for the result of a paid step whose outcome is unknown, and end.
    case find(LostStep, WorkerSettings)
    /// Predict once.
    case predict(WorkerRequest)
    /// The report of a step with this number has been recorded.
    ///
    /// Before a paid step the runner names the file that it has reserved for the answer, ``PaidAnswerFile``, and the
    /// `PaidStep.uptime` from which on the step must not send anything.
    case noted(number: Int, paidAnswerFile: String? = nil, sendLimit: Int64? = nil)
    /// End a run; the model cancels the work that it started at a service.
    case cancel(run: String)
}

/// How a model reaches the network: all settings except those of one run and the secrets of the model.
///
/// The keys of a bucket are here and not in the environment, because a model sees the environment.
package struct WorkerSettings: Sendable, Hashable, Codable {
    /// The address to use in place of a service's own.
    package var endpoint: String?
    /// Whether plain http to this machine is allowed, as it is when the endpoint is on this machine.
    package var allowsLoopback: Bool
    /// Whether nothing at all is sent to another machine, as with an emulator in place of the service.
    package var staysOnMachine: Bool
    /// The hosts that the manifest declares, as in `api.example.com`; without any, those of the kit's helpers.
    package var hosts: [String]
    /// Texts with links that the manifest gives as values of inputs; they allow no requests.
    package var ownLinks: [String]
    /// Whether the inputs come from somebody who is not the user of this machine: their links must lead to the Internet.
    package var hasForeignInputs: Bool
    /// Where local files are put, so that a service can fetch them.
    package var staging: StagingPlace?
    /// Whether the files that a run has uploaded are removed after it.
    package var cleansUpStaging: Bool
    /// Whether requests are shown instead of sent.
    package var isDryRun: Bool
    /// The first wait between two questions for a result, in seconds.
    package var pollSeconds: Double?
    /// The keys of the secrets that the manifest declares; their values are in the worker's environment.
    package var secrets: [String]
    /// A file of certificates to trust in place of the system's.
    package var certificateFile: String?
    /// A directory of certificates by hash to trust in place of the system's.
    package var certificateDirectory: String?
    /// The proxy for https, as in the environment variable of that name.
    package var httpsProxy: String?
    /// The hosts that are reached without the proxy, separated by commas.
    package var noProxy: String?

    /// Creates settings; each parameter is the property of the same name.
    package init(
        endpoint: String? = nil,
        allowsLoopback: Bool = false,
        staysOnMachine: Bool = false,
        hosts: [String] = [],
        ownLinks: [String] = [],
        hasForeignInputs: Bool = false,
        staging: StagingPlace? = nil,
        cleansUpStaging: Bool = false,
        isDryRun: Bool = false,
        pollSeconds: Double? = nil,
        secrets: [String] = [],
        certificateFile: String? = nil,
        certificateDirectory: String? = nil,
        httpsProxy: String? = nil,
        noProxy: String? = nil
    ) {
        self.endpoint = endpoint
        self.allowsLoopback = allowsLoopback
        self.staysOnMachine = staysOnMachine
        self.hosts = hosts
        self.ownLinks = ownLinks
        self.hasForeignInputs = hasForeignInputs
        self.staging = staging
        self.cleansUpStaging = cleansUpStaging
        self.isDryRun = isDryRun
        self.pollSeconds = pollSeconds
        self.secrets = secrets
        self.certificateFile = certificateFile
        self.certificateDirectory = certificateDirectory
        self.httpsProxy = httpsProxy
        self.noProxy = noProxy
    }
}

/// One prediction to make.
package struct WorkerRequest: Sendable, Hashable, Codable {
    /// The name of the run in all messages about it.
    package var run: String
    /// A name of the run that no other run has, the same in every part of the run; without any information about it.
    package var key: String
    /// The checked inputs, by the names of the manifest.
    package var input: [String: JSONValue]
    /// Where to write each output file, by its name in the manifest.
    package var outputPaths: [String: String]
    /// A directory for temporary files.
    package var scratchDirectory: String
    /// How long the run may take, in seconds.
    package var timeoutSeconds: Double
    /// What an earlier part of the run has recorded; empty for a new run.
    package var recordedSteps: [RecordedStep]
    /// Output files of which a part has arrived earlier.
    package var partialDownloads: [PartialDownload]
    /// The input with a picture whose subjects are to be found instead of predicting; `nil` to predict.
    package var subjectsOf: String?
    /// What a worker that serves several runs has to do about this one; `nil` for a worker of its own.
    package var turn: Turn?

    /// A run of a worker that serves one run after another.
    package struct Turn: Sendable, Hashable, Codable {
        /// A line that the worker prints when the run is over, since what it prints then belongs to the next one.
        package var mark: String

        /// Describes a turn; each parameter is the property of the same name.
        package init(mark: String) {
            self.mark = mark
        }
    }

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - run: The name of the run.
    ///   - key: A name of the run that no other run has.
    ///   - input: The checked inputs.
    ///   - outputPaths: Where to write each output file.
    ///   - scratchDirectory: A directory for temporary files.
    ///   - timeoutSeconds: How long the run may take.
    ///   - recordedSteps: What an earlier part of the run has recorded.
    ///   - partialDownloads: Output files of which a part has arrived earlier.
    package init(
        run: String,
        key: String = "0",
        input: [String: JSONValue],
        outputPaths: [String: String],
        scratchDirectory: String,
        timeoutSeconds: Double,
        recordedSteps: [RecordedStep] = [],
        partialDownloads: [PartialDownload] = []
    ) {
        self.run = run
        self.key = key
        self.input = input
        self.outputPaths = outputPaths
        self.scratchDirectory = scratchDirectory
        self.timeoutSeconds = timeoutSeconds
        self.recordedSteps = recordedSteps
        self.partialDownloads = partialDownloads
    }
}
