package import ErrorReporting
package import InferenceKit
package import ModelManifest

extension ServiceSettings {
    /// Settings under which nothing is charged and nothing leaves this machine.
    ///
    /// The user's keys, endpoint and bucket are left out.
    ///
    /// - Parameters:
    ///   - emulator: A running emulator; `nil` for models that need no service, and before it is started.
    ///   - service: The service of the model.
    ///   - environment: The environment.
    /// - Throws: ``RunnerError`` with `configuration` for an address that cannot be used.
    package init(
        emulator: EmulatorProcess.Address?,
        of service: ServiceName?,
        environment: [String: String]
    ) throws(RunnerError) {
        var others = environment
        others["RUNNER_STAGING"] = nil
        if let service { others[service.endpointVariable] = nil }
        let variables = emulator?.variables ?? [:]
        try self.init(
            of: service,
            endpoint: emulator?.endpoint(of: service),
            staging: nil,
            environment: others.merging(variables) { $1 }
        )
        usesOwnEmulator = true
        emulatorKeys = variables
        emulatorLinks = emulator?.links
    }

    /// Lets the emulator of a run fetch the links among its inputs; a model could have it fetch any link otherwise.
    ///
    /// - Parameter inputs: The values.
    package func allowEmulatorLinks(in inputs: some Sequence<JSONValue>) {
        emulatorLinks?.add(inputs)
    }

    /// The value of a secret that a manifest declares.
    ///
    /// An emulator never gets the user's own keys: a key that the emulator does not have itself gets a value that its example
    /// service accepts.
    package func secret(_ key: String) -> String? {
        usesOwnEmulator ? emulatorKeys[key] ?? Self.standIn : environment[key]
    }

    /// The secret key that an emulator has by default, and the value of every key of other services while it runs.
    private static let standIn = "emulator-secret"
}
