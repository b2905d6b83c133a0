package import ModelSupply
internal import WorkerProtocol

/// Finds out whether a service is an emulator, whose runs never count as money.
///
/// Only an address that the user has named is asked: a service's own address is never an emulator.
package struct EmulatorIdentification: Sendable {
    private let installation: Installation

    /// - Parameter installation: Where the prober is.
    package init(installation: Installation) {
        self.installation = installation
    }

    /// The settings with what the service says about itself; without an answer, it counts as one that charges.
    ///
    /// - Parameter service: How a service is reached.
    /// - Returns: The same settings, free of charge if an emulator answers.
    package func identified(_ service: ServiceSettings) async -> ServiceSettings {
        guard let endpoint = service.endpoint, !service.usesOwnEmulator, !service.isDryRun else { return service }
        let host = ProbeHost(
            program: installation.workerProgram,
            settings: service.probeSettings,
            timeout: .seconds(10)
        )
        let findings = try? await host.findings(of: [.emulator(address: endpoint)])
        var service = service
        service.isEmulator = findings?.answers.first == .emulator(true)
        return service
    }
}
