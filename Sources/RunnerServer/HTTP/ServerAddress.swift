internal import HTTPTypes
internal import Hummingbird

/// The address by which a client knows the server, for the URLs in answers.
struct ServerAddress: Sendable {
    let settings: ServerSettings

    /// The base of URLs, without a slash at its end: the public URL, or the host that the request names.
    ///
    /// - Parameter request: The request.
    /// - Returns: Such as `https://models.example.com`.
    func base(for request: Request) -> String {
        if let url = settings.publicURL { return url }
        let scheme = settings.certificate == nil ? "http" : "https"
        return "\(scheme)://\(host(of: request) ?? settings.listen.description)"
    }

    /// All bases that mean this server.
    func bases(for request: Request) -> [String] {
        let base = base(for: request)
        guard let host = host(of: request) else { return [base] }
        return [base, "http://\(host)", "https://\(host)"]
    }

    /// The host that a request names, if it is one: a client must not put anything else into the URLs of an answer.
    private func host(of request: Request) -> String? {
        guard let host = request.head.authority, !host.isEmpty, host.utf8.count <= 260 else { return nil }
        let isPlain = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-._:[]".utf8.contains(byte)
            }
        }
        return isPlain ? host : nil
    }
}
