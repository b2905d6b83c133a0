package import ModelInputs
package import ModelSupply
package import RunStore
package import ServiceAccess
package import Spending

/// What a front end was asked for: one prediction, before anything about it is checked.
///
/// A front end fills in what its user said and leaves the rest alone; ``Preparation`` checks all of it.
package struct PredictionRequest: Sendable {
    /// Which model predicts.
    package var model: ModelChoice
    /// The inputs as they were given.
    package var inputs: GivenInputs
    /// Which files are adapted to the limits of their inputs instead of being refused.
    package var fit = FitOptions.none
    /// Where output files go: a directory, or a file when there is one output file; `nil` for the working directory.
    package var output: String?
    /// Whether an output file that exists may be replaced.
    package var replacesOutput = false
    /// How the model reaches its service.
    package var service = ServiceChoice.service()
    /// Whether what the run uploads is deleted once the run has ended.
    package var cleansUpStaging = false
    /// Whether linked files are checked before anything is charged.
    package var checksLinks = false
    /// Time limit for the run, not counting compilation.
    package var timeout: Duration = .seconds(3_600)
    /// The most that the run may cost, in US dollars.
    package var maxCost: Double?
    /// What a remote caller may spend, which is consent as far as it goes; ``maxCost`` can only lower it.
    package var allowance: Allowance?
    /// How the caller agrees to pay.
    package var consent = Consent.none
    /// Which recorded run of the same caller, with the same model, inputs and service, may take the place of a new one.
    ///
    /// By default an unfinished run is continued, which is free, and one of unknown outcome is reported.
    package var reuse = RunReuse.openRun
    /// The caller's own name for the run; the same caller's run with this name is always the one that is meant, whatever
    /// ``reuse`` says.
    package var runName: String?
    /// A word under which the caller groups runs.
    package var label: String?
    /// How long after it is recorded the run is canceled unless it has ended; `nil` for never.
    package var life: Duration?
    /// Whether nothing is sent.
    package var isDryRun = false
    /// Whether the run is only recorded, for any process that drives enqueued runs of its model.
    package var isEnqueued = false
    /// Whether the result is waited for; otherwise the run ends here once its task is submitted.
    package var waits = true
    /// Who asks.
    package var caller = Caller.local

    /// Asks for a prediction with default settings.
    ///
    /// - Parameters:
    ///   - model: Which model predicts.
    ///   - inputs: The inputs as they were given.
    package init(model: ModelChoice, inputs: GivenInputs) {
        self.model = model
        self.inputs = inputs
    }
}

/// Which model predicts.
package enum ModelChoice: Sendable {
    /// One that the registry finds: a model's name or its directory.
    case named(String)
    /// One that was found before.
    case directory(ModelDirectory)
}

/// How a model reaches its service.
package enum ServiceChoice: Sendable, Hashable {
    /// The service itself; an endpoint and a staging address come before those in the environment.
    case service(endpoint: String? = nil, staging: String? = nil)
    /// An emulator that is started for this run and ends with it.
    case ownEmulator
    /// An emulator that is running and belongs to this process; `nil` for a model that needs no service.
    case emulator(EmulatorProcess.Address?)
}

/// Who asks for a prediction.
package enum Caller: Sendable, Hashable {
    /// The user of this machine, who may name its files by their paths.
    case local
    /// A remote caller, by name: a path would be a file of this machine, so only links and sent files are accepted.
    case remote(String)

    /// The caller in the record; `nil` for the user of this machine.
    package var recorded: String? {
        switch self {
        case .local: nil
        case .remote(let name): name
        }
    }
}
