internal import CurlTransport
internal import Glibc
internal import InferenceKit
internal import Staging
internal import StagingPlaces
internal import WorkerProtocol

/// One conversation about the network; no model is loaded, and no request costs money.
final class ProbeSession: Sendable {
    private let socket: MessageSocket
    private let time = SystemTime()

    /// - Parameter socket: The conversation.
    init(socket: MessageSocket) {
        self.socket = socket
    }

    /// Works until the runner closes the conversation.
    func run() async {
        let socket = socket
        let commands = MessageFeed<ProbeCommand>(reading: socket, as: ProbeCommand.self, take: { $0 }) { _ in
            _exit(0)
        }
        try? socket.send(ProbeEvent.hello(version: runnerVersion, libraries: CurlTransport.libraries))
        var iterator = commands.makeAsyncIterator()
        guard case .setup(let settings) = await iterator.next() else { return }
        await withDiscardingTaskGroup { group in
            while case .probe(let number, let probe) = await iterator.next() {
                group.addTask {
                    let answer: ProbeAnswer
                    do {
                        answer = try await self.answer(to: probe, settings)
                    } catch {
                        answer = .fails(PredictionError(error))
                    }
                    try? socket.send(ProbeEvent.answer(number: number, answer))
                }
            }
        }
    }

    private func answer(to probe: Probe, _ settings: ProbeSettings) async throws -> ProbeAnswer {
        let transport = transport(settings, settings.allowsLoopback ? .loopback : .publicHTTPS)
        switch probe {
        case .link(let url, let path, let limitBytes):
            return try await visit(settings, limitBytes).answer(url, writingTo: path)
        case .download(let url, let path, let limitBytes):
            return try await visit(settings, limitBytes).download(url, to: path)
        case .service(let address):
            return .service(await ServiceFinding.reachability(of: address, transport: transport, time: time))
        case .emulator(let address):
            return .emulator(await EmulatorQuestion(transport: transport).isEmulator(at: address))
        case .staging(.bucket(let storage)):
            let patience = RetryPolicy(attempts: 3, firstDelay: .milliseconds(300))
            let client = S3Client(storage, transport: transport, time: time, patience: patience)
            return .works(try await StagingProbe(transport).tryOut(client))
        case .staging(.uploads(let base)):
            return .works(try await StagingProbe(transport).tryOut(uploads: base))
        case .bucket(let task, let storage):
            var limits = Limits()
            limits.maximumDownloadBytes = .max
            let policy: AddressPolicy = settings.allowsLoopback ? .loopback : .publicHTTPS
            let transfers = self.transport(settings, policy, limits)
            let client = S3Client(storage, transport: transfers, time: time)
            return .files(try await answer(to: task, S3Files(client, transport: transfers, time: time)))
        }
    }

    private func answer(to task: BucketTask, _ files: S3Files) async throws -> [BucketFile] {
        let objects: [S3Files.Object]
        switch task {
        case .put(let path, let sha256):
            var status = stat()
            guard stat(path, &status) == 0 else {
                throw PredictionError(
                    .invalidInput,
                    "'\(path)' cannot be read",
                    help: "check that the file is still there"
                )
            }
            try await files.put(path, sha256: sha256, sizeBytes: Int64(status.st_size))
            objects = []
        case .get(let sha256, let path): objects = try await files.get(sha256, to: path).map { [$0] } ?? []
        case .find(let sha256): objects = try await files.find(sha256).map { [$0] } ?? []
        case .remove(let sha256):
            try await files.remove(sha256)
            objects = []
        case .list(let last): objects = try await files.list(after: last)
        }
        return objects.map {
            BucketFile(sha256: $0.sha256, sizeBytes: $0.sizeBytes, secondsSinceEpoch: $0.secondsSinceEpoch)
        }
    }

    private func visit(_ settings: ProbeSettings, _ limitBytes: Int64) -> LinkVisit {
        var limits = Limits()
        limits.maximumDownloadBytes = limitBytes
        limits.stall = .seconds(20)
        let policy = settings.allowsLoopback ? AddressPolicy.loopback : .worldwide
        return LinkVisit(transport: transport(settings, policy, limits), limitBytes: limitBytes)
    }

    private func transport(
        _ settings: ProbeSettings,
        _ policy: AddressPolicy,
        _ limits: Limits = Limits()
    ) -> CurlTransport {
        CurlTransport(
            userAgent: "runner/\(runnerVersion)",
            policy: policy,
            limits: limits,
            certificates: CertificateStore(
                file: settings.certificateFile,
                directory: settings.certificateDirectory
            ),
            proxy: settings.httpsProxy.map { Proxy(url: $0, bypass: settings.noProxy) }
        )
    }
}
