internal import ErrorReporting
internal import InferenceKit
internal import ModelManifest
package import ModelSupply
package import RunStore
package import ServiceAccess
internal import WorkerProtocol

/// Checks everything that a prediction needs, without paying for one.
package struct Doctor: Sendable {
    let installation: Installation
    let registry: Registry
    let service: ServiceSettings
    let stateDirectory: String?
    let store: (any RunDatabase)?
    private let storeError: (any Error)?

    /// Prepares the checks.
    ///
    /// - Parameters:
    ///   - installation: Where programs, caches and compilers are.
    ///   - registry: The models.
    ///   - service: How models reach their services.
    ///   - stateDirectory: The directory of what is recorded on this machine; `nil` when there is no place for it.
    ///   - store: Where runs are recorded, or why it cannot be opened; `nil` when nothing was ever recorded.
    package init(
        installation: Installation,
        registry: Registry,
        service: ServiceSettings,
        stateDirectory: String?,
        store: Result<any RunDatabase, any Error>? = nil
    ) {
        self.installation = installation
        self.registry = registry
        self.service = service
        self.stateDirectory = stateDirectory
        (self.store, storeError) =
            switch store {
            case .success(let store): (store, nil)
            case .failure(let error): (nil, error)
            case nil: (nil, nil)
            }
    }

    /// Checks the machine, the models, and then the network.
    ///
    /// - Returns: The findings, in a fixed order.
    package func examine() async -> [DoctorFinding] {
        let (models, modelFindings) = models()
        async let toolchain = toolchain(for: models)
        async let network = network()
        async let services = services(of: models)
        let findings =
            await toolchain + sandbox() + bundle() + network.worker + directories() + records() + limits()
            + [emulator()] + modelFindings + secrets(of: models) + network.service + services
        var seen: Set<DoctorFinding> = []
        return findings.filter { seen.insert($0).inserted }
    }

    /// Whether the store can be used, and what may go wrong with it.
    private func records() async -> [DoctorFinding] {
        if let storeError {
            let report = ErrorReport(storeError)
            return [DoctorFinding("store", .failed, report.message, help: report.help, exitStatus: report.exitStatus)]
        }
        return await store?.examine().map { remark in
            DoctorFinding("store", remark.isWarning ? .warning : .ok, remark.message, help: remark.help)
        } ?? []
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
                findings + [DoctorFinding("models", .warning, "the registry has no models", help: "see --registry")]
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
                    + (model.manifest.service?.isEmulated == true
                        ? "\nor try the model without an account: --emulator" : ""),
                exitStatus: .notPermitted
            )
        }
    }
}
