internal import CCrypto
internal import Synchronization

/// Contexts of one algorithm, made once and used again.
///
/// OpenSSL 3 looks an algorithm up by name each time unless it was fetched before, and that costs several times the
/// hash of a short text. A context serves one thread at a time, so it is taken out of the pool while in use.
final class ContextPool: Sendable {
    /// A context that is used by one caller at a time: the one that took it from the pool.
    struct Context: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// Contexts kept at rest, about as many as threads hash at once.
    private static let capacity = 16

    private let resting = Mutex<[Context]>([])
    private let make: @Sendable () throws(HashingError) -> Context
    private let free: @Sendable (Context) -> Void

    private init(
        make: @escaping @Sendable () throws(HashingError) -> Context,
        free: @escaping @Sendable (Context) -> Void
    ) {
        self.make = make
        self.free = free
    }

    /// Takes an unused context, or creates one.
    func take() throws(HashingError) -> Context {
        if let context = resting.withLock({ $0.popLast() }) { return context }
        return try make()
    }

    /// Returns a context for the next user.
    func giveBack(_ context: Context) {
        let isKept = resting.withLock { contexts in
            guard contexts.count < Self.capacity else { return false }
            contexts.append(context)
            return true
        }
        if !isKept { free(context) }
    }
}

// MARK: - The two algorithms, fetched at the first use

extension ContextPool {
    /// Contexts that compute SHA-256; see <https://docs.openssl.org/3.0/man3/EVP_DigestInit/>.
    static let sha256: ContextPool = {
        let algorithm = Context(EVP_MD_fetch(nil, "SHA256", nil))
        return ContextPool(
            make: { () throws(HashingError) in
                guard let algorithm else { throw .cryptography("EVP_MD_fetch") }
                guard let context = EVP_MD_CTX_new() else { throw .cryptography("EVP_MD_CTX_new") }
                guard EVP_DigestInit_ex2(context, algorithm.pointer, nil) == 1 else {
                    EVP_MD_CTX_free(context)
                    throw .cryptography("EVP_DigestInit_ex2")
                }
                return Context(pointer: context)
            },
            free: { EVP_MD_CTX_free($0.pointer) }
        )
    }()

    /// Contexts that compute HMAC with SHA-256; see <https://docs.openssl.org/3.0/man3/EVP_MAC/>.
    static let hmac: ContextPool = {
        let algorithm = Context(EVP_MAC_fetch(nil, "HMAC", nil))
        return ContextPool(
            make: { () throws(HashingError) in
                guard let algorithm else { throw .cryptography("EVP_MAC_fetch") }
                guard let context = EVP_MAC_CTX_new(algorithm.pointer) else {
                    throw .cryptography("EVP_MAC_CTX_new")
                }
                guard ccrypto_choose_sha256(context) == 1 else {
                    EVP_MAC_CTX_free(context)
                    throw .cryptography("EVP_MAC_CTX_set_params")
                }
                return Context(pointer: context)
            },
            free: { EVP_MAC_CTX_free($0.pointer) }
        )
    }()
}

extension ContextPool.Context {
    fileprivate init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }
}
