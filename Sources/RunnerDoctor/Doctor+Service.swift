internal import ErrorReporting
internal import InferenceKit
internal import ModelBuild
internal import ModelManifest
internal import ModelSupply
internal import ServiceAccess

extension Doctor {
    /// What the models find out about their services; what several models find alike is reported once.
    func services(of models: [ModelDirectory]) async -> [DoctorFinding] {
        let found = await withTaskGroup(of: (Int, [DoctorFinding]).self) { group in
            for (index, model) in models.enumerated() where !model.manifest.secrets.isEmpty {
                group.addTask { (index, await serviceFindings(of: model)) }
            }
            return await group.reduce(into: [Int: [DoctorFinding]]()) { $0[$1.0] = $1.1 }
        }
        return found.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    private func serviceFindings(of model: ModelDirectory) async -> [DoctorFinding] {
        let name = model.manifest.fullName
        do {
            let library = try await ModelLibraries(installation).library(of: model)
            let check = ServiceCheck(
                installation: installation,
                service: try service.directed(to: model.manifest.service)
            )
            return try await check.findings(of: model, library: library).map { DoctorFinding($0, of: name) }
        } catch let error as ModelBuildError {
            // The findings about the compiler and the cache say the rest.
            guard [.compileFailed, .compileTimedOut, .compilerKilled].contains(error.code) else { return [] }
            return [DoctorFinding("models", .warning, "\(name): \(error.message)", help: error.help)]
        } catch var error as PredictionError {
            error.message = "\(name): \(error.message)"
            return [.failed("keys", error)]
        } catch var error as RunnerError {
            error.message = "\(name): \(error.message)"
            return [.failed("keys", error)]
        } catch {
            return [DoctorFinding("keys", .failed, "\(name): \(error)", help: "try again")]
        }
    }
}

extension DoctorFinding {
    /// A model's finding about its service; only what is about the keys depends on the model.
    fileprivate init(_ finding: ServiceFinding, of model: String) {
        let check = finding.subject.rawValue
        let prefix = finding.subject == .keys ? "\(model): " : ""
        switch finding.outcome {
        case .works(let text):
            self = .ok(check, prefix + text)
        case .warning(let text, let help):
            self.init(check, .warning, prefix + text, help: help)
        case .fails(var error):
            error.message = prefix + error.message
            self = .failed(check, error)
        }
    }

    /// The findings of a service that was asked for by its address.
    ///
    /// - Parameter findings: Findings about the network and the clock.
    /// - Returns: The lines of the doctor.
    static func service(_ findings: [ServiceFinding]) -> [DoctorFinding] { findings.map { DoctorFinding($0, of: "") } }
}
