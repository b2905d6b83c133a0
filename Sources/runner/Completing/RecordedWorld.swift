import ArgumentParser
import Diagnostics
import FoundationEssentials
import ManifestChecks
import ModelManifest
import ModelSupply
import Presentation
import RecordStores
import RunStore
import RunnerCore
import ShellCompletion

/// The models and runs of this machine, for completion; what cannot be read is left out.
struct RecordedWorld: CompletionSource {
    /// The number of runs offered.
    private static let mostRuns = 40

    func models(registry directories: [String]) -> [Candidate] {
        let manifests = ((try? registry(directories).directories()) ?? []).compactMap(usableManifest)
        let names = Dictionary(grouping: manifests, by: \.name)
        let short = manifests.map { manifest in
            // A name shared by several models is ambiguous.
            let isUnique = names[manifest.name]?.count == 1
            return Candidate(isUnique ? manifest.name : manifest.fullName, manifest.description)
        }
        return short + manifests.map { Candidate($0.fullName, $0.description) }.filter { !short.contains($0) }
    }

    func manifest(of model: String, registry directories: [String]) -> Manifest? {
        try? registry(directories).model(model).manifest
    }

    func runs(for command: [String], state file: String?) async -> [Candidate] {
        guard let state = try? StateOptions.parse(file.map { ["--state", $0] } ?? []), let place = try? state.place,
            place.exists,
            let opened = try? await OpenedStore(
                place,
                for: .glancing,
                environment: ProcessInfo.processInfo.environment
            )
        else { return [] }
        let store = opened.database
        let now = Date()
        let isWanted = wanted(command)
        let found = ((try? await store.runs(RunFilter(limit: 1_000))) ?? []).map { RunStanding($0, now: now) }
        let runs = found.filter(isWanted).prefix(Self.mostRuns)
        let names = (try? await store.names(of: runs.map(\.run.id))) ?? [:]
        return runs.map { standing in
            let age = ClockText.age(standing.run.created, now: now)
            let words = "\(standing.text), \(printable(standing.run.model.name)), \(age) ago"
            return Candidate(names[standing.run.id] ?? standing.run.id.description, words)
        }
    }

    private func registry(_ directories: [String]) -> Registry {
        Registry(
            given: directories,
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath
        )
    }

    private func usableManifest(_ directory: String) -> Manifest? {
        let decoded = ManifestFile.read(path: "\(directory)/inf.yml")
        return decoded.hasErrors ? nil : decoded.manifest
    }

    /// The runs that a command can act on.
    private func wanted(_ command: [String]) -> (RunStanding) -> Bool {
        switch command.last {
        case "resume": { $0.canGoOn || $0.run.status == .unknown }
        case "wait", "cancel": { !$0.run.status.isTerminal }
        case "rm": { !$0.isDriven }
        default: { _ in true }
        }
    }
}
