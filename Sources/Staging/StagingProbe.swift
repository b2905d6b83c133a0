internal import Glibc
internal import Hashing
package import InferenceKit
internal import StagingPlaces

/// Tests a place for local files: uploads a small file, fetches it by its link, and removes it.
package struct StagingProbe: Sendable {
    private let transport: any Transport

    /// Prepares a test.
    ///
    /// - Parameter transport: Sends the requests.
    package init(_ transport: any Transport) {
        self.transport = transport
    }

    /// Tests a bucket.
    ///
    /// - Parameter client: Reaches the bucket.
    /// - Returns: What worked, a few words.
    /// - Throws: `PredictionError` for the first thing that does not work.
    package func tryOut(_ client: S3Client) async throws -> String {
        let bytes = content()
        let hash: String
        do {
            hash = try SHA256.digest(of: bytes).hex
        } catch {
            throw PredictionError(.configuration, error.description)
        }
        let name = client.storage.name("runner-doctor-\(hash.prefix(16)).txt")
        let sent = S3Client.Content(body: .bytes(bytes), hash: hash, headers: ["Content-Type": "text/plain"])
        _ = try await client.send("PUT", name, sent)
        let fetched: PredictionError?
        do {
            try await fetch(try client.link(to: name, lifeSeconds: 300), expecting: bytes)
            fetched = nil
        } catch let error as PredictionError {
            fetched = error
        }
        do {
            _ = try await client.send("DELETE", name)
        } catch let error as PredictionError where fetched == nil {
            throw PredictionError(
                error.code,
                "a file can be uploaded and fetched, but not removed: \(error.message)",
                help: "give the keys the permission DeleteObject, or omit --staging-cleanup",
                vendor: error.vendor
            )
        }
        if let fetched { throw fetched }
        return "a file was uploaded, fetched by its link and removed"
    }

    /// Tests a server that accepts uploads.
    ///
    /// - Parameter base: The URL below which files are put.
    /// - Returns: What worked, a few words.
    /// - Throws: `PredictionError` for the first thing that does not work.
    package func tryOut(uploads base: String) async throws -> String {
        let bytes = content()
        let request = HTTPRequest("PUT", "\(base)/runner-doctor.txt", body: .bytes(bytes), timeout: .seconds(30))
        let response = try await answer(to: request)
        guard response.status == 201, let url = try? JSONValue(parsing: response.body)["url"]?.string else {
            throw PredictionError(
                .configuration,
                "the server does not accept uploads: it returned HTTP \(response.status)",
                help: "check the address given with --staging or RUNNER_STAGING"
            )
        }
        try await fetch(url, expecting: bytes)
        return "a file was uploaded and fetched by its link"
    }
}

// MARK: - Parts

extension StagingProbe {
    /// Bytes that no earlier test has left.
    private func content() -> [UInt8] {
        Array("runner doctor \(UInt64.random(in: 0...UInt64.max))\n".utf8)
    }

    private func fetch(_ url: String, expecting bytes: [UInt8]) async throws {
        let response = try await answer(to: HTTPRequest("GET", url, timeout: .seconds(30)))
        guard response.status == 200, response.body == bytes else {
            throw PredictionError(
                .configuration,
                "the uploaded file cannot be fetched by its link: HTTP \(response.status)",
                help: "allow GetObject for these keys; a bucket policy or a proxy may block signed links"
            )
        }
    }

    private func answer(to request: HTTPRequest) async throws -> HTTPResponse {
        do {
            return try await transport.send(request)
        } catch {
            throw PredictionError(
                .serviceUnavailable,
                error.message,
                help: "check the network and the staging address"
            )
        }
    }
}
