import ArgumentParser
import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelManifest
import ModelSupply
import Presentation
import RecordStores
import RunStore
import RunnerCore
import RunnerDoctor
import ServiceAccess
import UserSettings

/// `runner doctor`: checks what a prediction needs.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check this machine, the keys and the service, free of charge.",
        discussion: """
            Each line names a check and, if something is missing, how to fix it. The keys are tested with a query for a task \
            that does not exist, which costs nothing. The exit code is 0 if no check failed.
            """
    )

    @Option(help: ArgumentHelp("The service's address, as for predict.", valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("Where local files are put, as for predict.", valueName: "url"))
    var staging: String?

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    @OptionGroup var state: StateOptions

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    /// The service of the models, if all of them call the same one.
    private var onlyService: ServiceName? {
        let directories = (try? registry.registry.directories()) ?? []
        let names = Set(directories.compactMap { try? Registry.model(at: $0).manifest.service })
        return names.count == 1 ? names.first : nil
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let service = try ServiceSettings(
            of: onlyService,
            endpoint: endpoint,
            staging: staging,
            environment: environment
        )
        let findings =
            await Doctor(
                installation: cache.installation,
                registry: registry.registry,
                service: service,
                stateDirectory: try? state.place.directory,
                store: await store()
            ).examine() + settings
        let failed = findings.filter { $0.status == .failed }
        if json {
            let object = JSONValue.object(["ok": .bool(failed.isEmpty), "checks": .array(findings.map(\.json))])
            Terminal.print(object)
        } else {
            Terminal.print(lines(findings))
        }
        if let status = failed.first?.exitStatus {
            throw EndedEarly(failed.allSatisfy { $0.exitStatus == status } ? status : .configuration)
        }
    }

    /// Where runs are recorded; looking does not create it.
    private func store() async -> Result<any RunDatabase, any Error>? {
        guard let place = try? state.place, place.exists else { return nil }
        do {
            return .success(try await state.store(isForReading: true))
        } catch {
            return .failure(error)
        }
    }

    /// What is set, and where.
    private var settings: [DoctorFinding] {
        let origins = CommandSettings.origins
        guard !origins.isEmpty else { return [.ok("settings", "nothing is set; all defaults apply")] }
        return origins.map { .ok("settings", $0.text) }
    }

    private func lines(_ findings: [DoctorFinding]) -> [String] {
        let width = findings.map(\.check.count).max() ?? 0
        return findings.flatMap { finding in
            let name = finding.check + String(repeating: " ", count: width - finding.check.count)
            let status = finding.status.rawValue + String(repeating: " ", count: 7 - finding.status.rawValue.count)
            let indent = String(repeating: " ", count: width + 11)
            let help = finding.help.map { $0.split(separator: "\n").map(String.init) } ?? []
            return ["\(name)  \(status)  \(finding.message)"]
                + help.enumerated().map { "\(indent)\($0 == 0 ? "help: " : "      ")\($1)" }
        }
    }
}

extension DoctorCommand: JSONPrinting {
    var failureMembers: [String: JSONValue] { ["ok": false, "checks": []] }
}
