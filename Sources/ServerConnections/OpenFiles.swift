internal import Glibc

/// How many files and sockets this process may have open.
package enum OpenFiles {
    /// More than a server needs; some programs that it starts take longer with a very high limit.
    private static let most: rlim_t = 65_536

    /// Raises the limit as far as the system allows; the usual 1,024 are for programs that call `select`.
    package static func raiseLimit() {
        guard var limit = current, limit.rlim_cur < most else { return }
        limit.rlim_cur = min(limit.rlim_max, most)
        _ = setrlimit(resource, &limit)
    }

    /// The limit.
    package static var limit: Int { current.map { Int(min($0.rlim_cur, most)) } ?? 1_024 }

    private static var current: rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
