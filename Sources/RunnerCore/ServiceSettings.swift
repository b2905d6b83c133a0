internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
package import InferenceKit
package import ModelManifest
internal import Quantities
package import RunStore
package import WorkerProtocol

/// How models reach their services: endpoint, keys, and where local files go.
package struct ServiceSettings: Sendable, Hashable {
    /// The address to use in place of a service's own.
    package var endpoint: String?
    /// Where local files are put, as it was given: the address of an emulator's uploads, or of a bucket.
    package var staging: String?
    /// The bucket that the address names, with its keys; `nil` for an emulator's uploads, and while keys are missing.
    package private(set) var storage: ObjectStorage?
    /// Whether what a run has put there is removed after it.
    package var cleansUpStaging = false
    /// Whether requests are shown instead of sent.
    package var isDryRun = false
    /// Whether the service is an emulator that ends with this command; then nothing is sent to another machine.
    package var usesOwnEmulator = false
    /// The keys of that emulator.
    var emulatorKeys: [String: String] = [:]
    /// Where keys are looked up.
    package var environment: [String: String]
    private var bucket: StagingAddress?

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - endpoint: From the command line, before `VISION_ENDPOINT`.
    ///   - staging: From the command line, before `RUNNER_STAGING`.
    ///   - environment: The environment.
    /// - Throws: ``RunnerError`` with `configuration` for an address that cannot be used.
    package init(endpoint: String?, staging: String?, environment: [String: String]) throws(RunnerError) {
        self.environment = environment
        self.endpoint = try Self.address(endpoint, "--endpoint", or: environment["VISION_ENDPOINT"], "VISION_ENDPOINT")
        if let text = staging ?? environment["RUNNER_STAGING"], StagingAddress.isMeant(by: text) {
            self.staging = text
            bucket = try Self.bucket(text, staging != nil ? "--staging" : "RUNNER_STAGING", environment)
            storage = bucket.flatMap { Self.storage($0, environment) }
        } else {
            self.staging = try Self.address(staging, "--staging", or: environment["RUNNER_STAGING"], "RUNNER_STAGING")
        }
    }

    /// Whether a prediction is charged, as it is by everything but an emulator of our own.
    package var isCharged: Bool { !usesOwnEmulator }

    /// The settings for the record.
    package var record: RunService {
        RunService(endpoint: endpoint, staging: staging, usesOwnEmulator: usesOwnEmulator, isCharged: isCharged)
    }

    /// Whether the endpoint is on this machine.
    package var isLoopback: Bool { endpoint.map(Self.isLoopback) ?? false }

    /// What inputs can be given.
    package var reach: InputCheck.Reach {
        // A real service cannot fetch from this machine, whatever takes files here.
        let isReachable = bucket != nil || staging.map { isLoopback || !Self.isLoopback($0) } ?? false
        return InputCheck.Reach(stagesFiles: isReachable, allowsLoopback: isLoopback)
    }

    /// The secrets that the manifest wants and the environment does not hold.
    package func missingSecrets(of manifest: Manifest) -> [SecretDeclaration] {
        manifest.secrets.filter { !$0.isOptional && (environment[$0.key] ?? "").isEmpty }
    }

    /// Why local files cannot be put into the bucket; `nil` when they can, or when there is none.
    package var stagingProblem: RunnerError? {
        guard let bucket else { return nil }
        if !isLoopback, let problem = bucket.problemFromAfar {
            return RunnerError(
                .configuration,
                "the staging address cannot be used: \(problem), so the service could not fetch from it",
                help: "use an endpoint that the service can reach; one on this machine is for an emulator only"
            )
        }
        guard storage == nil else { return nil }
        return RunnerError(
            .missingSecret,
            "the keys for staging are not set",
            help: "set RUNNER_STAGING_ACCESS_KEY and RUNNER_STAGING_SECRET_KEY, or AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY; temporary keys also need RUNNER_STAGING_SESSION_TOKEN or AWS_SESSION_TOKEN"
        )
    }

    /// Says which secrets are missing; `nil` when none is.
    package func missingSecretError(of manifest: Manifest) -> RunnerError? {
        let missing = missingSecrets(of: manifest)
        guard !missing.isEmpty else { return nil }
        let names = missing.map(\.key).joined(separator: ", ")
        return RunnerError(
            .missingSecret,
            missing.count == 1 ? "the secret \(names) is not set" : "the secrets \(names) are not set",
            help: missing.map { "set \($0.key): \($0.description)" }.joined(separator: "\n      ")
        )
    }

    /// The values of the manifest's secrets and of the keys for staging, which must never be written anywhere.
    package func secretValues(of manifest: Manifest) -> [String] {
        let keys = storage.map(\.credential)
        return (manifest.secrets.map { secret($0.key) } + [keys?.secretKey.exposed, keys?.sessionToken?.exposed])
            .compactMap(\.self).filter { !$0.isEmpty }
    }

    /// Everything that the worker of a model sees of the environment: what its manifest names, and nothing else.
    package func workerEnvironment(for manifest: Manifest) -> [String: String] {
        var variables = manifest.env
        for secret in manifest.secrets { variables[secret.key] = self.secret(secret.key) }
        // A crash is told by the runner in a line; Swift's own report takes seconds.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return variables
    }

    /// What the worker of a model is told.
    package func workerSettings(for manifest: Manifest) -> WorkerSettings {
        WorkerSettings(
            endpoint: endpoint,
            allowsLoopback: isLoopback || bucket?.isLoopback == true,
            staysOnMachine: usesOwnEmulator,
            staging: bucket == nil ? staging : nil,
            storage: storage
                ?? (isDryRun ? bucket?.storage(Credential(accessKey: "unset", secretKey: Secret("unset"))) : nil),
            cleansUpStaging: cleansUpStaging,
            isDryRun: isDryRun,
            pollSeconds: environment["RUNNER_POLL_INTERVAL"].flatMap(Self.seconds) ?? (isLoopback ? 0.25 : nil),
            secrets: manifest.secrets.map(\.key),
            certificateFile: variable("CURL_CA_BUNDLE", "SSL_CERT_FILE"),
            certificateDirectory: variable("SSL_CERT_DIR"),
            httpsProxy: variable("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
            noProxy: variable("no_proxy", "NO_PROXY")
        )
    }

    /// How a prober reaches the world.
    package var probeSettings: ProbeSettings {
        ProbeSettings(
            allowsLoopback: isLoopback || bucket?.isLoopback == true || staging.map(Self.isLoopback) == true,
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

    /// Reads an address.
    ///
    /// One that is given but empty is an error: taken for none, it would mean the real, paid service.
    private static func address(
        _ option: String?,
        _ optionName: String,
        or variable: String?,
        _ variableName: String
    ) throws(RunnerError) -> String? {
        guard let text = option ?? variable else { return nil }
        let name = option != nil ? optionName : variableName
        guard !text.isEmpty else {
            throw RunnerError(.configuration, "\(name) is empty", help: "give an address, or leave it away")
        }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        let reason: String
        switch LinkCheck.judge(trimmed, allowsLoopback: true) {
        case .accepted: return trimmed
        case .refused(let why, _): reason = why
        case .notALink: reason = "it is not an address"
        }
        // The address itself is not shown: a mistaken one may hold a password or a signature.
        throw RunnerError(
            .configuration,
            "the address given with \(name) cannot be used: \(reason)",
            help: "write https://HOST, or http://127.0.0.1:PORT for a service on this machine"
        )
    }

    /// Reads the address of a bucket.
    private static func bucket(
        _ text: String,
        _ name: String,
        _ environment: [String: String]
    ) throws(RunnerError) -> StagingAddress {
        do {
            return try StagingAddress(text, environment: environment)
        } catch {
            throw RunnerError(
                .configuration,
                "the address given with \(name) cannot be used: \(error.message)",
                help: error.help
            )
        }
    }

    /// The bucket with its keys: those for staging, else those of AWS; never one of each.
    private static func storage(_ address: StagingAddress, _ environment: [String: String]) -> ObjectStorage? {
        for (access, secret, token) in [
            ("RUNNER_STAGING_ACCESS_KEY", "RUNNER_STAGING_SECRET_KEY", "RUNNER_STAGING_SESSION_TOKEN"),
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        ] {
            let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
            guard let accessKey = value(access) else { continue }
            guard let secretKey = value(secret) else { return nil }
            return address.storage(
                Credential(
                    accessKey: accessKey,
                    secretKey: Secret(secretKey),
                    sessionToken: value(token).map(Secret.init)
                )
            )
        }
        return nil
    }

    private static func isLoopback(_ address: String) -> Bool {
        guard let start = address.firstRange(of: "://") else { return false }
        return LinkCheck.isLoopback(address[start.upperBound...].prefix { !"/?#".contains($0) })
    }

    private static func seconds(_ text: String) -> Double? {
        guard let duration = DurationText.duration(text, allowsBareSeconds: true), duration > .zero,
            duration <= .seconds(3_600)
        else { return nil }
        return duration / .seconds(1)
    }
}
