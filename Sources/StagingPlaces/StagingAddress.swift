internal import Addresses
internal import FoundationEssentials
package import InferenceKit
internal import Quantities

/// Reads the address of a bucket, `s3://BUCKET/PREFIX?endpoint=…&region=…&path_style=…&life=…`.
package struct StagingAddress: Sendable, Hashable {
    /// What is wrong with an address, and what to do; the address itself is not shown.
    package struct Problem: Error, Sendable, Hashable {
        /// One phrase.
        package var message: String
        /// What to write instead.
        package var help: String
    }

    private var origin: String
    private var bucket: String
    private var prefix: String
    private var region: String
    private var usesPathStyle: Bool?
    private var linkSeconds: Int

    /// Whether a text is meant to be such an address.
    package static func isMeant(by text: String) -> Bool { text.prefix(5).lowercased() == "s3://" }

    /// Reads an address.
    ///
    /// - Parameters:
    ///   - text: The address.
    ///   - environment: For the region, when the address names none.
    /// - Throws: ``Problem``.
    package init(_ text: String, environment: [String: String]) throws(Problem) {
        let rest = text.dropFirst(5)
        guard !rest.contains("#") else { throw Problem("it holds a '#'", "write %23 for it") }
        let path = rest.prefix { $0 != "?" }
        var items = try Self.items(rest[path.endIndex...].dropFirst())

        let authority = path.prefix { $0 != "/" }
        guard !authority.contains("@") else {
            throw Problem(
                "it holds a user name or password",
                "set RUNNER_STAGING_ACCESS_KEY and RUNNER_STAGING_SECRET_KEY instead"
            )
        }
        bucket = try Self.bucket(authority)
        let parts = try Self.decoded(path[authority.endIndex...], "its path").split(separator: "/")
        // Clients remove these before they fetch a link, and then the signature is of another path.
        guard !parts.contains("."), !parts.contains("..") else {
            throw Problem("its path has a part '.' or '..'", "write the path without it")
        }
        prefix = parts.joined(separator: "/")
        guard prefix.utf8.count <= 900 else { throw Problem("its path is too long", "use at most 900 bytes") }

        let general = [environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"]].compactMap(\.self)
        region = items.removeValue(forKey: "region") ?? general.first { !$0.isEmpty } ?? "us-east-1"
        guard !region.isEmpty, region.utf8.allSatisfy(isPlain) else {
            throw Problem("its region is not a name such as 'eu-west-1'", "write region=eu-west-1, for example")
        }
        let endpoint = items.removeValue(forKey: "endpoint")
        origin = try endpoint.map(Self.origin) ?? "https://s3.\(region).amazonaws.com"
        usesPathStyle = try Self.pathStyle(items.removeValue(forKey: "path_style"), origin: origin)
        linkSeconds = try Self.life(items.removeValue(forKey: "life"))
        if let unknown = items.keys.sorted().first {
            throw Problem(
                "it has an unknown parameter '\(unknown.prefix(40))'",
                "the parameters are endpoint, region, path_style and life"
            )
        }
    }

    /// The bucket with keys.
    package func storage(_ credential: Credential) -> ObjectStorage {
        ObjectStorage(
            origin: origin,
            bucket: bucket,
            prefix: prefix,
            region: region,
            usesPathStyle: usesPathStyle,
            linkSeconds: linkSeconds,
            credential: credential
        )
    }

    /// Whether the service is on this machine.
    package var isLoopback: Bool { LinkCheck.isLoopback(host) }

    /// Why a remote service could not fetch from there, one phrase.
    package var problemFromAfar: String? { HostCheck.problem(host) }

    private var host: Substring { origin[...].drop { $0 != "/" }.dropFirst(2) }
}

// MARK: - The parts

extension StagingAddress {
    private static func items(_ query: Substring) throws(Problem) -> [String: String] {
        var items: [String: String] = [:]
        for item in query.split(separator: "&") {
            let name = item.prefix { $0 != "=" }
            let value = try decoded(item[name.endIndex...].dropFirst(), "the parameter '\(name.prefix(40))'")
            guard items.updateValue(value, forKey: String(name)) == nil else {
                throw Problem("it has the parameter '\(name.prefix(40))' twice", "write it once")
            }
        }
        return items
    }

    private static func decoded(_ text: Substring, _ what: String) throws(Problem) -> String {
        guard let decoded = PercentDecoding.strictlyDecoded(text),
            !decoded.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw Problem("\(what) is not percent-encoded text", "write % as %25, and no control characters") }
        return decoded
    }

    private static func bucket(_ name: Substring) throws(Problem) -> String {
        guard !name.isEmpty else { throw Problem("it has no bucket", "write s3://BUCKET/PREFIX?endpoint=https://…") }
        let isName = name.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
        guard isName, (3...63).contains(name.utf8.count), !name.contains("..") else {
            throw Problem(
                "'\(name.prefix(80))' is not the name of a bucket",
                "a bucket has 3 to 63 lower-case letters, digits, dots and hyphens; the endpoint goes after '?endpoint='"
            )
        }
        return String(name)
    }

    private static func origin(_ endpoint: String) throws(Problem) -> String {
        let trimmed = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        let help = "write endpoint=https://HOST, or http://127.0.0.1:PORT for a service on this machine"
        switch LinkCheck.judge(trimmed, allowsLoopback: true) {
        case .accepted: break
        case .notALink: throw Problem("its endpoint is not an address", help)
        case .refused(let reason, _): throw Problem("its endpoint cannot be used: \(reason)", help)
        }
        let host = trimmed.drop { $0 != "/" }.dropFirst(2)
        guard !host.contains(where: { "/?#".contains($0) }) else {
            throw Problem(
                "its endpoint has more than a host",
                "the bucket and the path go first: s3://BUCKET/PATH?…"
            )
        }
        return trimmed
    }

    private static func pathStyle(_ text: String?, origin: String) throws(Problem) -> Bool? {
        switch text {
        case "true"?: return true
        case "false"?:
            let host = origin.drop { $0 != "/" }.dropFirst(2).prefix { $0 != ":" }.lowercased()
            guard !host.hasPrefix("["), IPAddress(version4: host) == nil, host != "localhost" else {
                throw Problem("path_style=false needs an endpoint with a name", "write path_style=true")
            }
            return false
        case nil: return nil
        default:
            throw Problem("its path_style is neither true nor false", "write path_style=true or path_style=false")
        }
    }

    private static func life(_ text: String?) throws(Problem) -> Int {
        guard let text else { return 7_200 }
        guard let life = DurationText.duration(text, allowsBareSeconds: true), life >= .seconds(60),
            life <= .seconds(604_800)
        else {
            throw Problem("its life is not a time from 1min to 7d", "write life=2h, for example")
        }
        return Int(life.components.seconds)
    }
}

extension StagingAddress.Problem {
    fileprivate init(_ message: String, _ help: String) {
        self.init(message: message, help: help)
    }
}

private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        true
    default: false
    }
}
