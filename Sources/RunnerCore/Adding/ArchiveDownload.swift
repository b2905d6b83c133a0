internal import Addresses
internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import WorkerProtocol

/// Gets an archive that lies behind a link, through the worker, since this program has no network of its own.
struct ArchiveDownload: Sendable {
    private let installation: Installation

    /// - Parameter installation: Where the worker is.
    init(_ installation: Installation) {
        self.installation = installation
    }

    /// Gets an archive.
    ///
    /// - Parameters:
    ///   - url: An https link, or one to this machine.
    ///   - path: Where the file goes.
    /// - Throws: ``RunnerError``: `unavailable` when it cannot be got, `configuration` without a worker.
    func get(_ url: String, to path: String) async throws {
        let authority = url.firstRange(of: "://").map { url[$0.upperBound...].prefix { !"/?#".contains($0) } } ?? ""
        let service = try ServiceSettings(
            of: nil,
            endpoint: nil,
            staging: nil,
            environment: installation.networkEnvironment
        )
        var settings = service.probeSettings
        settings.allowsLoopback = LinkCheck.isLoopback(authority)
        let host = ProbeHost(program: installation.workerProgram, settings: settings, timeout: SourceLimits.time)
        let findings = try await host.findings(
            of: [.download(url: url, path: path, limitBytes: Int64(SourceLimits.archiveBytes))]
        )
        try Task.checkCancellation()
        let advice = "check the link; at most \(SourceLimits.archiveBytes >> 20) MiB are fetched"
        switch findings.answers.first {
        case .link(let facts) where (200...299).contains(facts.status): return
        case .link(let facts):
            throw RunnerError(
                .unavailable,
                "the archive cannot be fetched: the server answers HTTP \(facts.status)",
                help: advice
            )
        case .fails(let error):
            throw RunnerError(.unavailable, "the archive cannot be fetched: \(error.message)", help: advice)
        default:
            throw RunnerError(.unavailable, "the archive cannot be fetched", help: advice, logTail: findings.log)
        }
    }
}

extension Installation {
    /// What tells how the network is reached, without the services that models use.
    fileprivate var networkEnvironment: [String: String] {
        environment.filter { $0.key != "RUNNER_STAGING" }
    }
}
