package import ErrorReporting

extension ServiceSettings {
    /// Settings under which nothing is charged and nothing leaves this machine.
    ///
    /// The user's keys, endpoint and bucket are left out.
    ///
    /// - Parameters:
    ///   - emulator: A running emulator; `nil` for models that need no service.
    ///   - environment: The environment.
    /// - Throws: ``RunnerError`` with `configuration` for an address that cannot be used.
    package init(
        emulator: EmulatorProcess.Address?,
        environment: [String: String]
    ) throws(RunnerError) {
        let keys = emulator?.variables ?? [:]
        let others = environment.filter { !["VISION_ENDPOINT", "RUNNER_STAGING"].contains($0.key) }
        try self.init(endpoint: nil, staging: nil, environment: others.merging(keys) { $1 })
        usesOwnEmulator = true
        emulatorKeys = keys
    }

    /// The value of a secret that a manifest declares.
    ///
    /// A stand-in for a service never gets the user's own keys: what is not a key of the emulator's gets a value that its
    /// example service accepts.
    func secret(_ key: String) -> String? {
        usesOwnEmulator ? emulatorKeys[key] ?? Self.standIn : environment[key]
    }

    /// The secret key that the emulator has unless it is told another, and every key of other services while it stands in.
    private static let standIn = "emulator-secret"
}
