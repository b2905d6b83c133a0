internal import Hashing

/// A token as its owner sends it: `runner_`, a public part by which its record is found, and a secret part.
///
/// The secret part has 256 random bits, so its hash needs no salt and no slow function: nobody can try them all.
package struct TokenText: Sendable, Hashable {
    /// The public part.
    package let id: String
    /// The whole token, which is shown once.
    package let text: String

    private static let prefix = "runner"
    private static let idLength = 10
    private static let secretLength = 52
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Creates a new token.
    ///
    /// - Parameter random: The source of randomness; it must be one that cannot be predicted.
    package init(using random: inout some RandomNumberGenerator) {
        func word(_ length: Int) -> String {
            String(decoding: (0..<length).map { _ in Self.digits[Int(random.next() & 31)] }, as: UTF8.self)
        }
        id = word(Self.idLength)
        text = "\(Self.prefix)_\(id)_\(word(Self.secretLength))"
    }

    /// Reads a token; a text that does not have the form of one gives `nil`.
    ///
    /// - Parameter text: What was sent.
    package init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.prefix, parts[1].utf8.count == Self.idLength,
            parts[2].utf8.count == Self.secretLength,
            parts.dropFirst().allSatisfy({ $0.utf8.allSatisfy(Self.digits.contains) })
        else { return nil }
        id = String(parts[1])
        self.text = text
    }

    /// SHA-256 of the whole token, in hex.
    ///
    /// - Throws: `HashingError`.
    package var hash: String {
        get throws { try SHA256.digest(of: text).hex }
    }

    /// Compares it with a record, in a time that says nothing about the difference.
    ///
    /// - Parameter token: The record with the same public part; `nil` when there is none.
    /// - Returns: Whether the record is of this token.
    /// - Throws: `HashingError`.
    package func isOf(_ token: AccessToken?) throws -> Bool {
        let isEqual = equalInConstantTime(try hash, token?.hash ?? String(repeating: "-", count: 64))
        return isEqual && token != nil
    }
}
