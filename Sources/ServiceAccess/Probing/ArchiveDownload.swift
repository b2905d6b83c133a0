internal import Addresses
internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
package import ModelSupply
internal import WorkerProtocol

/// Fetches an archive from a link through the worker, since this program has no network access.
package struct ArchiveDownload: ArchiveFetching {
    private let installation: Installation

    /// Prepares to fetch archives.
    ///
    /// - Parameter installation: Where the worker is.
    package init(_ installation: Installation) {
        self.installation = installation
    }

    /// Fetches an archive.
    ///
    /// - Parameters:
    ///   - url: An https link, or one to this machine.
    ///   - path: Where the file goes.
    ///   - limitBytes: The most that is fetched.
    ///   - timeout: The longest time.
    /// - Throws: `RunnerError`: `service-unavailable` if it cannot be fetched, `configuration` without a worker.
    package func fetch(_ url: String, to path: String, limitBytes: Int, timeout: Duration) async throws {
        let authority = url.firstRange(of: "://").map { url[$0.upperBound...].prefix { !"/?#".contains($0) } } ?? ""
        let service = try ServiceSettings(
            of: nil,
            endpoint: nil,
            staging: nil,
            environment: installation.networkEnvironment
        )
        var settings = service.probeSettings
        settings.allowsLoopback = LinkCheck.isLoopback(authority)
        let host = ProbeHost(program: installation.workerProgram, settings: settings, timeout: timeout)
        let findings = try await host.findings(
            of: [.download(url: url, path: path, limitBytes: Int64(limitBytes))]
        )
        try Task.checkCancellation()
        let advice = "check the link; the limit is \(limitBytes >> 20) MiB"
        switch findings.answers.first {
        case .link(let facts) where (200...299).contains(facts.status): return
        case .link(let facts):
            throw RunnerError(
                .unavailable,
                "the archive cannot be fetched: the server returned HTTP \(facts.status)",
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
    /// The settings of the network, without the services that models use.
    fileprivate var networkEnvironment: [String: String] {
        environment.filter { $0.key != "RUNNER_STAGING" }
    }
}
