internal import Addresses
internal import InferenceKit
internal import StagingPlaces
internal import Synchronization
internal import VisionHelper
internal import WorkerProtocol

/// The hosts that a model's requests go to: those of its service, of staging, of its inputs, and those that the service's answers
/// link to.
///
/// A model is in the same process and could open a connection without the transport; then the kernel's rules about ports remain.
final class AllowedHosts: Sendable {
    private let gate: Mutex<HostGate>

    /// Allows the hosts of a worker.
    ///
    /// - Parameter settings: The runner's decisions.
    init(_ settings: WorkerSettings) {
        let helpers = settings.hosts.isEmpty ? VisionAPI.addresses : []
        let staging = settings.staging?.addresses ?? []
        let gate = HostGate(
            settings.hosts.compactMap(HostPattern.init),
            addresses: helpers + staging + [settings.endpoint].compactMap(\.self),
            allowsLoopback: settings.allowsLoopback || settings.staysOnMachine
        )
        self.gate = Mutex(gate)
    }

    /// Allows the hosts of links among a run's inputs, and in the answers that an earlier part of it has recorded.
    ///
    /// - Parameter request: The run.
    func add(_ request: WorkerRequest) {
        for value in Array(request.input.values) + request.recordedSteps.compactMap(\.record.result) {
            follow(value.encoded)
        }
    }

    /// Refuses a request to another host.
    ///
    /// - Parameter request: The request.
    /// - Returns: Whether the answer is the service's, so that its links can be followed.
    /// - Throws: `TransportError` with `host-refused`, which says what to add to the manifest.
    @discardableResult
    func check(_ request: HTTPRequest) throws(TransportError) -> Bool {
        // The transport reports what is no link.
        guard let host = LinkHost(of: request.url) else { return false }
        switch gate.withLock({ $0.verdict(on: host) }) {
        case .declared: return true
        case .linked: return false
        case .refused:
            throw TransportError(
                .hostRefused,
                "the model connects to '\(host.text)', which is not a host of its service; add to its inf.yml: hosts: [\(host.text)]",
                mayHaveReachedServer: false
            )
        }
    }

    /// Allows the hosts that an answer of the service links to.
    ///
    /// - Parameter response: The answer.
    func follow(_ response: HTTPResponse) {
        follow(response.body)
        if let location = response.headers["Location"] { follow(Array(location.utf8)) }
    }

    private func follow(_ text: [UInt8]) {
        gate.withLock { $0.follow(linksIn: text) }
    }
}
