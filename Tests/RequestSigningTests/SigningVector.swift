import Foundation
import InferenceKit
import Testing

/// One vector of `Vectors/signing.json`, made by running the vendor's Python SDK with a stopped clock.
struct SigningVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Input: Decodable, Sendable {
        var ak: String
        var sk: String
        var sessionToken: String?
        var region: String
        var service: String
        var date: String
        var scheme: String?
        var method: String
        var host: String?
        var path: String
        var query: [QueryItem]?
        var sdkMethod: String?
        var body: String?
        var bodyRepeat: Repeat?
    }

    /// A name and its value or values.
    struct QueryItem: Decodable, Sendable {
        var name: String
        var values: [String]

        init(from decoder: any Decoder) throws {
            var parts = try decoder.unkeyedContainer()
            name = try parts.decode(String.self)
            if let value = try? parts.decode(String.self) {
                values = [value]
            } else {
                values = try parts.decode([String].self)
            }
        }
    }

    struct Repeat: Decodable, Sendable {
        var unit: String
        var count: Int
    }

    struct Expected: Decodable, Sendable {
        var canonicalRequest: String
        var stringToSign: String
        var signingKeyHex: String
        var signature: String
        var authorization: String?
        var headersAfter: [String: String]?
        var urlBuiltBySdk: String?
        var url: String?
        var queryString: String?
    }

    var name: String
    var kind: String
    var input: Input
    var expected: Expected

    var testDescription: String { name }

    static let all: [SigningVector] = load()
    static let signedByHeader = all.filter { $0.kind != "presigned_url" }
    static let presigned = all.filter { $0.kind == "presigned_url" }

    private static func load() -> [SigningVector] {
        struct File: Decodable {
            var vectors: [SigningVector]
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/signing.json")
        // A missing or unreadable file fails the count below.
        return (try? decoder.decode(File.self, from: Data(contentsOf: file)))?.vectors ?? []
    }
}

// MARK: - As our types

extension SigningVector {
    var credential: Credential {
        Credential(accessKey: input.ak, secretKey: Secret(input.sk), sessionToken: input.sessionToken.map(Secret.init))
    }

    var scope: SigningScope { SigningScope(region: input.region, service: input.service) }

    var time: UTCTime { get throws { try #require(UTCTime(iso8601Basic: input.date)) } }

    var body: [UInt8] {
        if let piece = input.bodyRepeat { return Array(String(repeating: piece.unit, count: piece.count).utf8) }
        return Array((input.body ?? "").utf8)
    }

    var path: String { escaped(input.path, keeping: "/") }

    /// The query with every byte of names and values escaped, which any reader must understand alike.
    var query: String {
        if input.query == nil { return sdkQuery }
        return (input.query ?? []).flatMap { item in
            item.values.map { "\(escaped(item.name))=\(escaped($0))" }
        }.joined(separator: "&")
    }

    /// The query as the SDK itself writes it, with `+` for blanks.
    var sdkQuery: String {
        let url = expected.urlBuiltBySdk ?? expected.url ?? ""
        return url.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
    }

    /// The headers present before signing, as the SDK puts them on the wire: of two that differ in case only, the last
    /// stays.
    var headers: HTTPHeaders {
        let ours: Set = ["host", "authorization", "x-date", "x-content-sha256", "x-security-token"]
        var headers = HTTPHeaders()
        let after = expected.headersAfter ?? [:]
        for (name, value) in after.sorted(by: { $0.key > $1.key }) where !ours.contains(name.lowercased()) {
            headers[name] = value
        }
        return headers
    }

    var request: HTTPRequest {
        let url = "\(input.scheme ?? "https")://\(input.host ?? "")\(path)?\(query)"
        return HTTPRequest(input.method, url, headers: headers, body: .bytes(body))
    }
}

private func escaped(_ text: String, keeping kept: String = "") -> String {
    text.utf8.map { byte in
        kept.utf8.contains(byte) ? String(UnicodeScalar(byte)) : "%" + String(format: "%02X", Int(byte))
    }.joined()
}
