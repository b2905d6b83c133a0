internal import FoundationEssentials
package import ModelManifest
package import WorkerProtocol

/// How models reach their services: endpoint, keys, and where local files go.
package struct ServiceSettings: Sendable, Hashable {
    /// The address to use in place of a service's own.
    package var endpoint: String?
    /// Where local files are put.
    package var staging: String?
    /// Whether requests are shown instead of sent.
    package var isDryRun = false
    /// Where keys are looked up.
    package var environment: [String: String]

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - endpoint: From the command line, before `VISION_ENDPOINT`.
    ///   - staging: From the command line, before `RUNNER_STAGING`.
    ///   - environment: The environment.
    /// - Throws: ``RunnerError`` with `configuration` for an address that cannot be used.
    package init(endpoint: String?, staging: String?, environment: [String: String]) throws(RunnerError) {
        self.environment = environment
        self.endpoint = try Self.address(endpoint ?? environment["VISION_ENDPOINT"], "endpoint")
        self.staging = try Self.address(staging ?? environment["RUNNER_STAGING"], "place for local files")
    }

    /// Whether the endpoint is on this machine.
    package var isLoopback: Bool { endpoint.map(Self.isLoopback) ?? false }

    /// What inputs can be given.
    package var reach: InputCheck.Reach {
        InputCheck.Reach(stagesFiles: staging != nil, allowsLoopback: isLoopback)
    }

    /// The secrets that the manifest wants and the environment does not hold.
    package func missingSecrets(of manifest: Manifest) -> [SecretDeclaration] {
        manifest.secrets.filter { !$0.isOptional && (environment[$0.key] ?? "").isEmpty }
    }

    /// Everything that the worker of a model sees of the environment: what its manifest names, and nothing else.
    package func workerEnvironment(for manifest: Manifest) -> [String: String] {
        var variables = manifest.env
        for secret in manifest.secrets { variables[secret.key] = environment[secret.key] }
        // A crash is told by the runner in a line; Swift's own report takes seconds.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return variables
    }

    /// What the worker of a model is told.
    package func workerSettings(for manifest: Manifest) -> WorkerSettings {
        WorkerSettings(
            endpoint: endpoint,
            allowsLoopback: isLoopback,
            staging: staging,
            isDryRun: isDryRun,
            pollSeconds: environment["RUNNER_POLL_INTERVAL"].flatMap(Self.seconds) ?? (isLoopback ? 0.25 : nil),
            secrets: manifest.secrets.map(\.key),
            certificateFile: variable("CURL_CA_BUNDLE", "SSL_CERT_FILE"),
            certificateDirectory: variable("SSL_CERT_DIR"),
            httpsProxy: variable("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
            noProxy: variable("no_proxy", "NO_PROXY")
        )
    }

    /// The first of these variables that holds something.
    private func variable(_ names: String...) -> String? {
        names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    private static func address(_ text: String?, _ what: String) throws(RunnerError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        switch LinkCheck.judge(trimmed, allowsLoopback: true) {
        case .accepted: return trimmed
        case .refused(let reason, _):
            throw RunnerError(
                .configuration,
                "the \(what) '\(text)' cannot be used: \(reason)",
                help: "use https, or http to 127.0.0.1 for a service on this machine"
            )
        case .notALink:
            throw RunnerError(
                .configuration,
                "the \(what) '\(text)' is not an address",
                help: "write https://HOST, or http://127.0.0.1:PORT"
            )
        }
    }

    private static func isLoopback(_ address: String) -> Bool {
        guard let start = address.firstRange(of: "://") else { return false }
        return LinkCheck.isLoopback(address[start.upperBound...].prefix { !"/?#".contains($0) })
    }

    private static func seconds(_ text: String) -> Double? {
        Double(text).flatMap { $0 > 0 && $0 <= 3_600 ? $0 : nil }
    }
}
