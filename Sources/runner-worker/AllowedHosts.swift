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
    /// The gate before any run.
    private let closed: HostGate
    private let ownLinks: Set<String>
    private let hasForeignInputs: Bool

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
        closed = gate
        self.gate = Mutex(gate)
        ownLinks = Set(settings.ownLinks)
        hasForeignInputs = settings.hasForeignInputs
    }

    /// Allows the hosts of links among a run's inputs, and of those that an earlier part of it was answered; no longer those of the
    /// run before.
    ///
    /// What stands in the manifest gives no right to connect, whoever chose it: its `hosts` do. Nor does what the model has recorded:
    /// a link in a result counts if ``linkedHosts(in:)`` found it in an answer then.
    ///
    /// - Parameter request: The run.
    func begin(_ request: WorkerRequest) {
        gate.withLock { $0 = closed }
        for value in request.input.values where value.string.map(ownLinks.contains) != true {
            gate.withLock { $0.follow(linksIn: value.encoded, isForeign: hasForeignInputs) }
        }
        for link in request.recordedSteps.compactMap(\.record.linkedHosts).joined() { follow(Array(link.utf8)) }
    }

    /// Refuses a request to another host.
    ///
    /// - Parameter request: The request.
    /// - Returns: Whose host it is; `nil` for what is no link.
    /// - Throws: `TransportError` with `host-refused`, which says what to add to the manifest.
    func check(_ request: HTTPRequest) throws(TransportError) -> HostGate.Verdict? {
        // The transport reports what is no link.
        guard let host = LinkHost(of: request.url) else { return nil }
        let verdict = gate.withLock { $0.verdict(on: host) }
        guard verdict == .refused else { return verdict }
        throw TransportError(
            .hostRefused,
            "the model connects to '\(host.text)', which is not a host of its service; add to its inf.yml: hosts: [\(host.text)]",
            mayHaveReachedServer: false
        )
    }

    /// Allows the hosts that an answer of the service links to.
    ///
    /// - Parameter response: The answer.
    func follow(_ response: HTTPResponse) {
        follow(response.body)
        if let location = response.headers["Location"] { follow(Array(location.utf8)) }
    }

    /// Finds the hosts in a step's result that the service's answers or the inputs have linked to.
    ///
    /// - Parameter result: What the model returns from a step.
    /// - Returns: The hosts as links; `nil` for none.
    func linkedHosts(in result: JSONValue?) -> [String]? {
        guard let result else { return nil }
        let hosts = gate.withLock { $0.linkedHosts(in: result.encoded) }
        return hosts.isEmpty ? nil : hosts.map(\.link)
    }

    private func follow(_ text: [UInt8]) {
        gate.withLock { $0.follow(linksIn: text) }
    }
}
