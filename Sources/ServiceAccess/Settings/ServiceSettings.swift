internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
package import ModelInputs
package import ModelManifest
internal import ModelSupply
internal import Quantities
package import RunStore
package import StagingPlaces
package import WorkerProtocol

/// How a model reaches its service: endpoint, keys, and where local files go.
///
/// Each service has its own endpoint variable, and the settings are those of one model, so that an endpoint that is meant for
/// one service never receives the keys of another.
package struct ServiceSettings: Sendable, Hashable {
    /// The address to use instead of the service's own.
    package var endpoint: String?
    /// Where local files are uploaded, as given: the address of an emulator's uploads, or of a bucket.
    package var staging: String?
    /// The bucket that the address names, with its keys; `nil` for an emulator's uploads, and while keys are missing.
    private(set) var storage: ObjectStorage?
    /// Whether what a run uploads is deleted after it.
    package var cleansUpStaging = false
    /// Whether requests are shown instead of sent.
    package var isDryRun = false
    /// Whether the inputs come from somebody who is not the user of this machine.
    package var hasForeignInputs = false
    /// Whether the service is an emulator that ends with this process; then nothing is sent to another machine.
    package var usesOwnEmulator = false
    /// Whether the endpoint is an emulator that runs on its own and has said so.
    package var isEmulator = false
    /// The keys of that emulator.
    var emulatorKeys: [String: String] = [:]
    /// The links that it may fetch.
    var emulatorLinks: EmulatorLinks?
    /// Holds the keys.
    package var environment: [String: String]
    private var bucket: StagingAddress?
    /// The endpoint from the command line.
    private let endpointOption: String?
    /// The name of the service.
    private let name: String?

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - service: The service of the model; its variable, such as `EXAMPLE_ENDPOINT` for `example`, names an endpoint.
    ///   - endpoint: From the command line; comes before the variable.
    ///   - staging: From the command line; comes before `RUNNER_STAGING`.
    ///   - environment: The environment.
    /// - Throws: ``RunnerError`` with `configuration` for an address that cannot be used.
    package init(
        of service: ServiceName?,
        endpoint: String?,
        staging: String?,
        environment: [String: String]
    ) throws(RunnerError) {
        self.environment = environment
        endpointOption = endpoint
        name = service?.description
        let variable = service?.endpointVariable
        self.endpoint = try Self.address(
            endpoint,
            "--endpoint",
            or: variable.flatMap { environment[$0] },
            variable ?? ""
        )
        if let text = staging ?? environment["RUNNER_STAGING"], StagingAddress.isMeant(by: text) {
            self.staging = text
            bucket = try Self.bucket(text, staging != nil ? "--staging" : "RUNNER_STAGING", environment)
            storage = bucket.flatMap { Self.storage($0, environment) }
        } else {
            self.staging = try Self.address(staging, "--staging", or: environment["RUNNER_STAGING"], "RUNNER_STAGING")
        }
    }

    /// The same settings for the service of another model; an endpoint that was given as an option stays.
    ///
    /// - Parameter service: The service of the model.
    /// - Returns: The settings.
    /// - Throws: ``RunnerError`` with `configuration` for an address that cannot be used.
    package func directed(to service: ServiceName?) throws(RunnerError) -> ServiceSettings {
        guard !usesOwnEmulator else { return self }
        return try ServiceSettings(of: service, endpoint: endpointOption, staging: staging, environment: environment)
    }

    /// The place that `staging` names; `nil` when there is none, and while the keys of a bucket are missing.
    package var stagingPlace: StagingPlace? {
        bucket == nil ? staging.map { .uploads(base: $0) } : storage.map { .bucket($0) }
    }

    /// Whether a prediction is charged: by everything but an emulator.
    package var isCharged: Bool { !usesOwnEmulator && !isEmulator }

    /// The settings for the record.
    package var record: RunService {
        RunService(
            endpoint: endpoint,
            staging: staging,
            usesOwnEmulator: usesOwnEmulator,
            isCharged: isCharged,
            name: name
        )
    }

    /// Whether the endpoint is on this machine.
    package var isLoopback: Bool { endpoint.map(Self.isLoopback) ?? false }

    /// What inputs can be given.
    package var reach: InputCheck.Reach {
        // A real service cannot fetch from this machine, no matter what receives the files here.
        let isReachable = bucket != nil || staging.map { isLoopback || !Self.isLoopback($0) } ?? false
        return InputCheck.Reach(stagesFiles: isReachable, allowsLoopback: isLoopback)
    }

    /// The secrets that the manifest requires and the environment lacks.
    package func missingSecrets(of manifest: Manifest) -> [SecretDeclaration] {
        manifest.secrets.filter { !$0.isOptional && (environment[$0.key] ?? "").isEmpty }
    }

    /// Why local files cannot be uploaded to the bucket; `nil` when they can, or when there is none.
    package var stagingProblem: RunnerError? {
        guard let bucket else { return nil }
        if !isLoopback, let problem = bucket.problemFromAfar {
            return RunnerError(
                .configuration,
                "the staging address cannot be used: \(problem), so the service could not fetch from it",
                help:
                    "use an endpoint that the service can reach; an endpoint on this machine works only with an emulator"
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

    /// Why local files that a run sends cannot be uploaded; `nil` when they can, or when it sends none.
    ///
    /// - Parameters:
    ///   - manifest: The manifest of the model.
    ///   - hasLocalFiles: Whether an input is a file of this machine.
    /// - Returns: The problem.
    package func stagingProblem(of manifest: Manifest, hasLocalFiles: Bool) -> RunnerError? {
        manifest.service != nil && !usesOwnEmulator && hasLocalFiles ? stagingProblem : nil
    }

    /// The error that names the missing secrets; `nil` when none is missing, and for an emulator that has its own.
    package func missingSecretError(of manifest: Manifest) -> RunnerError? {
        let missing = usesOwnEmulator ? [] : missingSecrets(of: manifest)
        guard !missing.isEmpty else { return nil }
        let hint =
            manifest.service?.isEmulated == true ? ["or try the model without an account: --emulator"] : []
        let names = missing.map(\.key).joined(separator: ", ")
        return RunnerError(
            .missingSecret,
            missing.count == 1 ? "the secret \(names) is not set" : "the secrets \(names) are not set",
            help: (missing.map { "set \($0.key): \($0.description)" } + hint).joined(separator: "\n      ")
        )
    }

    /// The values of the manifest's secrets and of the staging keys, which must never be written anywhere.
    package func secretValues(of manifest: Manifest) -> [String] {
        let keys = storage.map(\.credential)
        return (manifest.secrets.map { secret($0.key) } + [keys?.secretKey.exposed, keys?.sessionToken?.exposed])
            .compactMap(\.self).filter { !$0.isEmpty }
    }

    /// The whole environment of a model's worker: what its manifest names, and nothing else.
    ///
    /// - Throws: ``RunnerError`` with `invalid-manifest` when it names a variable that no model may set.
    package func workerEnvironment(for manifest: Manifest) throws(RunnerError) -> [String: String] {
        try ModelEnvironment.variables(of: manifest, secret: secret)
    }

    /// The settings that a model's worker gets.
    package func workerSettings(for manifest: Manifest) -> WorkerSettings {
        WorkerSettings(
            endpoint: endpoint,
            allowsLoopback: isLoopback || bucket?.isLoopback == true,
            staysOnMachine: usesOwnEmulator,
            hosts: manifest.hosts,
            ownLinks: Self.links(of: manifest),
            hasForeignInputs: hasForeignInputs,
            staging: stagingPlace
                ?? (isDryRun ? bucket.map { .bucket($0.storage(Self.unsetKeys)) } : nil),
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

    /// The values of inputs in a manifest that link to a host.
    private static func links(of manifest: Manifest) -> [String] {
        let values = manifest.inputs.flatMap { [$0.defaultValue].compactMap(\.self) + $0.allowedValues }
        return values.compactMap { value in
            if case .string(let text) = value, text.contains("://") { return text }
            return nil
        }
    }

    /// The settings that a prober gets.
    package var probeSettings: ProbeSettings {
        ProbeSettings(
            allowsLoopback: isLoopback || bucket?.isLoopback == true || staging.map(Self.isLoopback) == true,
            certificateFile: variable("CURL_CA_BUNDLE", "SSL_CERT_FILE"),
            certificateDirectory: variable("SSL_CERT_DIR"),
            httpsProxy: variable("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
            noProxy: variable("no_proxy", "NO_PROXY")
        )
    }

    /// Keys for a dry run, which sends nothing.
    private static let unsetKeys = Credential(accessKey: "unset", secretKey: Secret("unset"))

    /// The first of these variables that is not empty.
    private func variable(_ names: String...) -> String? {
        names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
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
