/// The cookie that stands for a token in a browser, RFC 6265.
///
/// Scripts cannot read it, and the browser sends it to this server only, and not when another site asks for it.
package enum SessionCookie {
    /// Its name.
    package static let name = "runner_session"

    /// The token in the field `Cookie`.
    ///
    /// - Parameter field: The field; `nil` when it was not sent.
    /// - Returns: The token; `nil` without one.
    package static func token(in field: String?) -> String? {
        for pair in (field ?? "").split(separator: ";") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, sides[0].drop(while: { $0 == " " }) == name else { continue }
            let value = sides[1].filter { $0 != " " }
            return value.isEmpty ? nil : value
        }
        return nil
    }

    /// The field `Set-Cookie` that begins a session, until the browser is closed.
    ///
    /// - Parameters:
    ///   - token: The token, which is known here.
    ///   - isSecure: Whether the browser reaches the server over TLS only.
    /// - Returns: The value; `nil` for a token with characters that no token has.
    package static func beginning(_ token: String, isSecure: Bool) -> String? {
        let isPlain = token.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        return isPlain ? "\(name)=\(token)\(attributes(isSecure))" : nil
    }

    /// The field `Set-Cookie` that ends a session.
    ///
    /// - Parameter isSecure: As for ``beginning(_:isSecure:)``.
    /// - Returns: The value.
    package static func ending(isSecure: Bool) -> String { "\(name)=\(attributes(isSecure)); Max-Age=0" }

    private static func attributes(_ isSecure: Bool) -> String {
        "; Path=/; HttpOnly; SameSite=Strict\(isSecure ? "; Secure" : "")"
    }
}
