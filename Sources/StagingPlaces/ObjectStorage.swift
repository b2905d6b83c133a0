package import InferenceKit

/// A bucket of an S3-compatible service for local files, from which others can fetch them.
package struct ObjectStorage: Sendable, Hashable {
    /// For how many seconds a file that is kept by its content is not sent again; after that it is, so that the cleanup takes it for new.
    package static let freshness: Int64 = 86_400

    /// Scheme, host and port of the service, without a final slash.
    package var origin: String
    /// The bucket.
    package var bucket: String
    /// The beginning of the names of objects, not encoded, without a slash at either end; may be empty.
    package var prefix: String
    /// The region that requests are signed for.
    package var region: String
    /// Whether the bucket is the first part of the path; otherwise it is the first part of the host.
    ///
    /// `nil` for what the service prefers.
    package var usesPathStyle: Bool?
    /// How long a link to an object can be used, in seconds; at most a week.
    package var linkSeconds: Int
    /// The keys that sign.
    package var credential: Credential

    /// Describes a bucket; each parameter is the property of the same name.
    package init(
        origin: String,
        bucket: String,
        prefix: String = "",
        region: String = "us-east-1",
        usesPathStyle: Bool? = nil,
        linkSeconds: Int = 7_200,
        credential: Credential
    ) {
        self.origin = origin
        self.bucket = bucket
        self.prefix = prefix
        self.region = region
        self.usesPathStyle = usesPathStyle
        self.linkSeconds = linkSeconds
        self.credential = credential
    }

    /// The bucket and the prefix as an address for people, without any secret.
    package var place: String {
        "\(origin)/\(bucket)\(prefix.isEmpty ? "" : "/\(prefix)")"
    }

    /// The name of an object below the prefix.
    package func name(_ last: String) -> String { prefix.isEmpty ? last : "\(prefix)/\(last)" }
}

// MARK: - Codable

extension ObjectStorage: Codable {
    private enum CodingKeys: CodingKey {
        case origin, bucket, prefix, region, usesPathStyle, linkSeconds, accessKey, secretKey, sessionToken
    }

    /// Reads a bucket with its keys.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            origin: try container.decode(String.self, forKey: .origin),
            bucket: try container.decode(String.self, forKey: .bucket),
            prefix: try container.decode(String.self, forKey: .prefix),
            region: try container.decode(String.self, forKey: .region),
            usesPathStyle: try container.decodeIfPresent(Bool.self, forKey: .usesPathStyle),
            linkSeconds: try container.decode(Int.self, forKey: .linkSeconds),
            credential: Credential(
                accessKey: try container.decode(String.self, forKey: .accessKey),
                secretKey: Secret(try container.decode(String.self, forKey: .secretKey)),
                sessionToken: try container.decodeIfPresent(String.self, forKey: .sessionToken).map(Secret.init)
            )
        )
    }

    /// Writes a bucket with its keys; only for the socket between runner and worker.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(origin, forKey: .origin)
        try container.encode(bucket, forKey: .bucket)
        try container.encode(prefix, forKey: .prefix)
        try container.encode(region, forKey: .region)
        try container.encodeIfPresent(usesPathStyle, forKey: .usesPathStyle)
        try container.encode(linkSeconds, forKey: .linkSeconds)
        try container.encode(credential.accessKey, forKey: .accessKey)
        try container.encode(credential.secretKey.exposed, forKey: .secretKey)
        try container.encodeIfPresent(credential.sessionToken?.exposed, forKey: .sessionToken)
    }
}
