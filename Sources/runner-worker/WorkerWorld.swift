internal import CurlTransport
internal import Glibc
internal import InferenceKit
internal import RequestSigning
internal import Staging
internal import StagingPlaces
internal import WorkerProtocol

/// The means of a model in this worker: the real transport, clock and signer, or those of a dry run.
struct WorkerWorld: Sendable {
    let setup: Setup
    let files = AllowedFiles()
    let hosts: AllowedHosts
    let time = SystemTime()
    private let settings: WorkerSettings
    private let transport: any Transport
    /// Keeps the model's secrets out of texts.
    let secrets: SecretFilter

    /// - Parameters:
    ///   - settings: The runner's decisions.
    ///   - socket: Where a dry run sends its requests to be shown.
    init(_ settings: WorkerSettings, socket: MessageSocket) {
        let unset = Secret("unset")
        var secrets: [String: Secret] = [:]
        for key in settings.secrets {
            // A dry run omits the signature, so it works without keys.
            if let value = getenv(key).map({ String(cString: $0) }) {
                secrets[key] = Secret(value)
            } else if settings.isDryRun {
                secrets[key] = unset
            }
        }
        self.secrets = SecretFilter(secrets.filter { $0.value != unset })
        var transport: any Transport
        if settings.isDryRun {
            transport = DryRunTransport(socket: socket, secrets: secrets.values.filter { $0 != unset })
        } else {
            transport = Self.transport(
                settings,
                settings.staysOnMachine ? .thisMachine : settings.allowsLoopback ? .loopback : .publicHTTPS
            )
        }
        let isOpen = settings.hasForeignInputs && !settings.isDryRun && !settings.staysOnMachine
        let foreign = isOpen ? Self.transport(settings, .worldwide) : transport
        hosts = AllowedHosts(settings)
        transport = GuardedTransport(base: transport, foreign: foreign, files: files, hosts: hosts)
        self.settings = settings
        self.transport = transport
        setup = Setup(
            secrets: secrets,
            declaredSecrets: settings.secrets,
            endpoint: settings.endpoint,
            transport: transport,
            signer: { V4Signer($0) },
            time: time,
            pollInterval: settings.pollSeconds.map { .seconds($0) }
        )
    }

    /// The staging of one run, which knows the files that the run has staged.
    func staging() -> any Staging {
        switch settings.staging {
        case .bucket(let storage):
            let first = min(.seconds(1), setup.pollInterval ?? .seconds(1))
            let patience = RetryPolicy(attempts: 5, firstDelay: first, longestDelay: first * 20)
            let client = S3Client(storage, transport: transport, time: time, patience: patience)
            return S3Staging(client, cleansUp: settings.cleansUpStaging)
        case .uploads(let base): return UploadStaging(base: base, transport: transport)
        case nil: return NoStaging()
        }
    }

    private static func transport(_ settings: WorkerSettings, _ policy: AddressPolicy) -> any Transport {
        CurlTransport(
            userAgent: "runner/\(runnerVersion)",
            policy: policy,
            certificates: CertificateStore(
                file: settings.certificateFile,
                directory: settings.certificateDirectory
            ),
            proxy: settings.httpsProxy.map { Proxy(url: $0, bypass: settings.noProxy) }
        )
    }
}
