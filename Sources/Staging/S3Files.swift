package import InferenceKit
internal import StagingPlaces

/// Keeps files in a bucket, each named by the hash of its content.
package struct S3Files: Sendable {
    /// An object of the bucket.
    package struct Object: Sendable, Hashable {
        /// Its name below the prefix: SHA-256 in hex.
        package var sha256: String
        /// Its length.
        package var sizeBytes: Int64
        /// When it was written, in seconds since 1970.
        package var secondsSinceEpoch: Int64
    }

    private let client: S3Client
    private let transport: any Transport
    private let time: any TimeSource

    /// Prepares requests.
    ///
    /// - Parameters:
    ///   - client: Reaches the bucket.
    ///   - transport: Fetches objects by their links.
    ///   - time: The clock.
    package init(_ client: S3Client, transport: any Transport, time: any TimeSource) {
        self.client = client
        self.transport = transport
        self.time = time
    }

    /// Sends a file unless it is there and new.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - sha256: SHA-256 of its bytes in hex, which the bucket checks.
    ///   - sizeBytes: Its length.
    /// - Throws: `PredictionError`, or `CancellationError`.
    package func put(_ path: String, sha256: String, sizeBytes: Int64) async throws {
        if let found = try await find(sha256), found.sizeBytes == sizeBytes,
            time.now.secondsSinceEpoch - found.secondsSinceEpoch < ObjectStorage.freshness
        {
            return
        }
        let content = S3Client.Content(
            body: .file(path: path),
            hash: sha256,
            headers: ["Content-Type": "application/octet-stream"],
            timeout: .seconds(300 + sizeBytes / (32 << 10))
        )
        _ = try await client.send("PUT", name(sha256), content)
    }

    /// Fetches a file.
    ///
    /// - Parameters:
    ///   - sha256: Its name.
    ///   - path: Where it goes.
    /// - Returns: The object; `nil` when it is not there.
    /// - Throws: `PredictionError`, or `CancellationError`.
    package func get(_ sha256: String, to path: String) async throws -> Object? {
        guard let object = try await find(sha256) else { return nil }
        let patience = RetryPolicy(attempts: 4, firstDelay: .milliseconds(500))
        var failures = 0
        while true {
            let request = HTTPRequest(
                "GET",
                try client.link(to: name(sha256), lifeSeconds: 900),
                headers: ["Accept-Encoding": "identity"],
                timeout: .seconds(120 + object.sizeBytes / (32 << 10))
            )
            var reason = ""
            do {
                let response = try await transport.download(request, to: path) { _, _ in }
                if (200...299).contains(response.status) { return object }
                if response.status == 404 { return nil }
                reason = "HTTP \(response.status)"
                guard response.status == 429 || response.status >= 500 else { throw refused(reason) }
            } catch let error as TransportError {
                if error.code == .canceled { throw CancellationError() }
                reason = error.message
            }
            failures += 1
            guard let delay = patience.delay(afterFailures: failures, retryAfter: nil, random: 0.5) else {
                throw refused(reason)
            }
            try await time.sleep(for: delay)
        }
    }

    /// Finds an object; `nil` when it is not there.
    ///
    /// - Throws: `PredictionError`, or `CancellationError`.
    package func find(_ sha256: String) async throws -> Object? {
        let response = try await client.send("HEAD", name(sha256))
        guard response.status == 200, let size = response.headers["Content-Length"].flatMap({ Int64($0) }) else {
            // Without the right to list, a bucket answers 403 for what it does not hold.
            if response.status == 404 || response.status == 403 { return nil }
            throw refused("HTTP \(response.status)")
        }
        let written = response.headers["Last-Modified"].flatMap { UTCTime(httpDate: $0)?.secondsSinceEpoch }
        return Object(sha256: sha256, sizeBytes: size, secondsSinceEpoch: written ?? 0)
    }

    /// Deletes an object.
    ///
    /// - Throws: `PredictionError`, or `CancellationError`.
    package func remove(_ sha256: String) async throws {
        _ = try await client.send("DELETE", name(sha256))
    }

    /// Lists objects by name, at most 1,000.
    ///
    /// See <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>.
    ///
    /// - Parameter last: The list begins after this name.
    /// - Returns: The objects.
    /// - Throws: `PredictionError`, or `CancellationError`.
    package func list(after last: String?) async throws -> [Object] {
        let prefix = client.storage.name("")
        var query = "list-type=2&prefix=\(S3Client.encoded(prefix))"
        if let last { query += "&start-after=\(S3Client.encoded(name(last)))" }
        let response = try await client.send("GET", "", query: query)
        // A service that does not know 'start-after' begins again.
        return S3Listing.objects(response.body, below: prefix).filter { $0.sha256 > last ?? "" }
    }

    private func name(_ sha256: String) -> String { client.storage.name(sha256) }

    private func refused(_ reason: String) -> PredictionError {
        PredictionError(
            .serviceUnavailable,
            "the bucket '\(client.storage.place)' answers: \(reason)",
            help: "check the keys and their permissions: GetObject, PutObject, DeleteObject and ListBucket"
        )
    }
}
