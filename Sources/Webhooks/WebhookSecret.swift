internal import FoundationEssentials
internal import Hashing
package import RunStore

/// The secret that a caller's webhook messages are signed with, as Standard Webhooks writes it.
///
/// Every caller has its own, made of one key that only this server knows, so that no caller can sign messages to another.
/// See <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.
package struct WebhookSecret: Sendable, Hashable {
    /// The key of the signatures, 32 bytes.
    let key: [UInt8]

    /// Makes the secret of a caller.
    ///
    /// - Parameters:
    ///   - caller: The caller; `nil` for the user of this machine.
    ///   - serverKey: What only this server knows.
    /// - Throws: `HashingError`.
    package init(of caller: String?, serverKey: String) throws {
        let name = caller.map { "caller:\($0)" } ?? "local"
        key = try HMACSHA256.code(for: "webhooks:\(name)", key: Array(serverKey.utf8)).bytes
    }

    /// Reads a secret.
    ///
    /// - Parameter text: `whsec_` and the key in base 64.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let key = Data(base64Encoded: String(text.dropFirst(Self.prefix.count)))
        else { return nil }
        self.key = [UInt8](key)
    }

    /// The secret as receivers need it.
    ///
    /// The alphabet is the standard one, with padding: it has no `_`, at which some receivers split the text.
    package var text: String { Self.prefix + Data(key).base64EncodedString() }

    /// Signs an attempt to deliver a message.
    ///
    /// - Parameters:
    ///   - id: The name of the message.
    ///   - timestamp: The time of the attempt, in seconds since 1970.
    ///   - body: What is sent.
    /// - Returns: The value of `webhook-signature`.
    /// - Throws: `HashingError`.
    package func signature(id: String, timestamp: Int64, body: String) throws -> String {
        let code = try HMACSHA256.code(for: "\(id).\(timestamp).\(body)", key: key)
        return "v1,\(Data(code.bytes).base64EncodedString())"
    }

    private static let prefix = "whsec_"
}

extension WebhookSecret {
    /// The key that only a server knows, the same for every process that uses its store.
    ///
    /// - Parameter database: The store.
    /// - Returns: The key.
    /// - Throws: `RunStoreError` when the store cannot be written.
    package static func serverKey(in database: any TokenDatabase) async throws(RunStoreError) -> String {
        let random = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined(separator: "-")
        return try await database.secret("webhooks", orRecord: random)
    }
}
