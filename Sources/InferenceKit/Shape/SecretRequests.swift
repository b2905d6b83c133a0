internal import Synchronization

/// The secrets that a model asks for while it is set up to be described.
final class SecretRequests: Sendable {
    private let state = Mutex([String]())

    /// Each name once, in the order of asking.
    var names: [String] { state.withLock(\.self) }

    /// Notes a name, and answers with a value that no service accepts.
    func note(_ name: String) -> Secret {
        state.withLock { names in
            if !names.contains(name) { names.append(name) }
        }
        return Secret("unset")
    }
}
