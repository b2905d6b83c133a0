internal import Addresses
internal import FileStores
package import InferenceKit
package import ModelInputs
internal import ModelManifest
package import ModelOutputs
package import ModelSupply
package import RunStore
package import ServiceAccess
package import Spending

/// A run that is checked and ready to be driven.
package struct PreparedRun: Sendable {
    /// The model.
    package let model: ModelDirectory
    /// Its checked inputs, by the names of the manifest.
    package internal(set) var inputs: [String: JSONValue]
    /// Where its output files go.
    package internal(set) var outputs: OutputPlan
    /// How it reaches its service.
    package internal(set) var service: ServiceSettings
    /// Time limit for the run, not counting compilation.
    package let timeout: Duration
    /// Where programs, caches and compilers are.
    package let installation: Installation
    /// What it will cost.
    package internal(set) var estimate = CostEstimate.undeclared
    /// What the user has allowed runs to cost.
    package internal(set) var limit = SpendingLimit.none
    /// What accounts may use of their services at a time.
    var serviceLimits = ServiceLimits()
    /// The inputs that were adapted to their limits.
    package internal(set) var fitted: [FittedInput] = []
    /// What is allowed but may be surprising.
    package internal(set) var warnings: [String] = []
    /// The recorded run that the request means: it is continued, waited for or taken as the answer, and nothing new is recorded.
    ///
    /// Another process may record such a run later; ``RunDriver`` finds that out when it records the run.
    package internal(set) var existing: Run?
    /// A succeeded run with the same model and inputs, whose result the request did not ask for.
    package internal(set) var earlier: Run?
    /// Whether the user was asked to pay, and so knows of ``earlier``.
    package internal(set) var isConfirmed = false
    /// Whether the result is waited for; otherwise the run ends here once a paid step has succeeded.
    package internal(set) var waits = true
    /// Whether an emulator is started for the run, and ends with it.
    var startsEmulator = false
    /// Whether a paid step may begin: the user has agreed to pay, or nothing is charged.
    var mayPay = false
    /// What the record says about the request; `nil` when the run is not recorded.
    var identity: RunIdentity?
    /// What was asked for; `nil` for a run that is recorded already.
    package internal(set) var request: PredictionRequest?
    /// What an earlier part of the run has recorded.
    var past = RunPast()
    /// How a queue that drives the run treats its interruptions; `nil` for a run that its user drives.
    package var queue: QueueTerms?
    /// Keeps inputs that were sent as bytes until the run has ended.
    var sentFiles: SentFiles?

    /// SHA-256 in hex of everything about the inputs that affects the result; `nil` when the run is not recorded.
    package var fingerprint: String? { identity?.input.fingerprint }

    /// Describes a run that is not charged and not recorded.
    init(
        model: ModelDirectory,
        inputs: [String: JSONValue],
        outputs: OutputPlan,
        service: ServiceSettings,
        timeout: Duration,
        installation: Installation
    ) {
        self.model = model
        self.inputs = inputs
        self.outputs = outputs
        self.service = service
        self.timeout = timeout
        self.installation = installation
    }
}

/// What the record says about a request: it decides whether two requests mean the same run.
struct RunIdentity: Sendable {
    /// The model, with the content key of its code.
    var model: RunModel
    /// The inputs, with a fingerprint of everything that decides the result.
    var input: RunInput
    /// Who asked; `nil` for the user of this machine.
    var caller: String?
    /// The caller's own name for the run.
    var name: String?
    /// A word under which the caller groups runs.
    var label: String?

    /// Reads the files of a model and of its inputs.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - request: The request, with no input that was sent as bytes.
    ///   - checked: Its inputs as the model gets them.
    ///   - key: The content key of the model's code.
    ///   - memory: Knows files that other requests have in common with this one; `nil` for none.
    /// - Throws: ``RunnerError`` when a file cannot be read.
    init(
        _ model: ModelDirectory,
        _ request: PredictionRequest,
        _ checked: CheckedInputs,
        key: String,
        _ memory: PreparationMemory?
    ) throws {
        self.model = RunModel(
            name: model.manifest.fullName,
            directory: FilePath.absolute(model.path),
            key: key
        )
        input = try RunInput(request.inputs, checked, memory)
        caller = request.caller.recorded
        name = request.runName
        label = request.label
    }
}
