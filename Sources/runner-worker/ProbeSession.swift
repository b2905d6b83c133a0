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
