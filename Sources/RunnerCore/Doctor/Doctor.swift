internal import ErrorReporting
internal import InferenceKit
internal import ModelManifest
internal import WorkerProtocol

/// Looks at everything that a prediction needs, without paying for one.
package struct Doctor: Sendable {
    let installation: Installation
    let registry: Registry
    let service: ServiceSettings
    let stateFile: String?

    /// Prepares an examination.
    ///
    /// - Parameters:
    ///   - installation: Where programs, caches and compilers are.
    ///   - registry: The models.
    ///   - service: How they reach their services.
    ///   - stateFile: Where runs are recorded; `nil` when there is no place for it.
    package init(installation: Installation, registry: Registry, service: ServiceSettings, stateFile: String?) {
        self.installation = installation
        self.registry = registry
        self.service = service
        self.stateFile = stateFile
    }

    /// Looks at everything, the machine before the network.
    ///
    /// - Returns: One finding for each thing, in a fixed order.
    package func examine() async -> [DoctorFinding] {
        let (models, modelFindings) = models()
        async let toolchain = toolchain(for: models)
        async let network = network(models)
        return await toolchain + bundle() + network.worker + folders() + [emulator()] + modelFindings
            + secrets(of: models)
            + network.service
    }

    /// The models of the registry that can be used, and what is wrong with the others.
    private func models() -> ([ModelDirectory], [DoctorFinding]) {
        let directories: [String]
        do {
            directories = try registry.directories()
        } catch {
            return ([], [DoctorFinding("models", .warning, error.message, help: error.help)])
        }
        var models: [ModelDirectory] = []
        var findings: [DoctorFinding] = []
        for directory in directories {
            do {
                models.append(try registry.model(directory))
            } catch {
                findings.append(
                    DoctorFinding(
                        "models",
                        .warning,
                        "the manifest of '\(directory)' has errors",
                        help: "see 'runner validate \(directory)'"
                    )
                )
            }
        }
        guard !models.isEmpty else {
            return (
                [],
                findings + [DoctorFinding("models", .warning, "the registry holds no model", help: "see --registry")]
            )
        }
        let names = models.map(\.manifest.fullName).joined(separator: ", ")
        return (models, [.ok("models", names)] + findings)
    }

    private func secrets(of models: [ModelDirectory]) -> [DoctorFinding] {
        models.filter { !$0.manifest.secrets.isEmpty }.map { model in
            let missing = service.missingSecrets(of: model.manifest)
            let name = model.manifest.fullName
            guard !missing.isEmpty else {
                let keys = model.manifest.secrets.map(\.key).joined(separator: ", ")
                return .ok("secrets", "\(name): \(keys) set")
            }
            return DoctorFinding(
                "secrets",
                .failed,
                "\(name): \(missing.map(\.key).joined(separator: ", ")) not set",
                help: missing.map { "set \($0.key): \($0.description)" }.joined(separator: "\n")
                    + "\nor try the model without an account: --emulator",
                exitStatus: .notPermitted
            )
        }
    }
}
