import Addresses
import HTTPTypes
import HummingbirdCore
import InferenceKit
import NIOCore

/// A request that was received.
struct Incoming: Sendable {
    /// The request; its body can be read once.
    let request: Request

    /// The port that the client connected to.
    let port: Int

    /// The method, in upper case.
    var method: String { request.method.rawValue }

    /// The path as it was sent, without the query.
    var path: String { request.uri.path }

    /// The query as it was sent, without `?`.
    var query: String { request.uri.query ?? "" }

    /// The value of a query parameter, decoded.
    func parameter(_ name: String) -> String? {
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == name else { continue }
            return PercentDecoding.decoded(parts[1], plusIsSpace: true)
        }
        return nil
    }

    /// All headers, `Host` included.
    var headers: HTTPHeaders {
        var headers: HTTPHeaders = [:]
        if let host = request.head.authority { headers.append("Host", host) }
        for field in request.headers { headers.append(field.name.rawName, field.value) }
        return headers
    }

    /// The URL of a path on this server.
    ///
    /// - Parameter target: A path with a query.
    /// - Returns: An absolute URL.
    func url(of target: String) -> String { "http://127.0.0.1:\(port)\(target)" }

    /// Reads the body; `nil` when it is longer than allowed.
    ///
    /// - Parameter limit: The most bytes.
    /// - Returns: The bytes.
    /// - Throws: What the connection throws.
    func body(upTo limit: Int) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await chunk in request.body {
            guard bytes.count + chunk.readableBytes <= limit else { return nil }
            bytes += chunk.readableBytesView
        }
        return bytes
    }
}
