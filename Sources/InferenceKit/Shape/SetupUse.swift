internal import Synchronization

/// Notes what a model uses of its setup while it is described.
final class SetupUse: Sendable {
    private struct State {
        var secrets: [String] = []
        var hasReadEndpoint = false
        var hasLookedOutside = false
    }

    private let state = Mutex(State())

    /// The secrets that were asked for, each name once, in the order of asking.
    var secrets: [String] { state.withLock(\.secrets) }

    /// Whether the model asked for the service's address.
    var hasReadEndpoint: Bool { state.withLock(\.hasReadEndpoint) }

    /// Whether the model used something that differs in a run: the value of a secret, or the network.
    var hasLookedOutside: Bool { state.withLock(\.hasLookedOutside) }

    /// Notes a secret's name, and returns a value that no service accepts.
    func secret(_ name: String) -> Secret {
        state.withLock { state in
            if !state.secrets.contains(name) { state.secrets.append(name) }
        }
        return Secret("unset", use: self)
    }

    /// Notes that the model asked for the service's address.
    func noteEndpoint() { state.withLock { $0.hasReadEndpoint = true } }

    /// Notes that a run would differ from here on.
    func noteOutside() { state.withLock { $0.hasLookedOutside = true } }
}

/// A transport that notes when it is used.
struct NotingTransport: Transport {
    let base: any Transport
    let use: SetupUse

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        use.noteOutside()
        return try await base.send(request)
    }

    func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        use.noteOutside()
        return try await base.download(request, to: path, continuing: version, progress: progress)
    }
}
