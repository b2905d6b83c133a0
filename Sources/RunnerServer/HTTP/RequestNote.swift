internal import Synchronization

/// What is found out about a request while it is answered, for the log.
package final class RequestNote: Sendable {
    private let name = Mutex<String?>(nil)

    /// Creates an empty note.
    package init() {}

    /// Who sent the request, once that is known.
    package var client: String? {
        get { name.withLock { $0 } }
        set { name.withLock { $0 = newValue } }
    }
}
