internal import StagingPlaces

extension ObjectStorage {
    /// Hosts whose services serve a bucket below its own name; others usually serve it below their own path.
    private static let hostsOfBuckets = ["amazonaws.com", "amazonaws.com.cn", "bytepluses.com", "volces.com"]

    /// Whether the bucket is written first in the path of requests: as given, else as the service prefers it.
    var writesBucketInPath: Bool {
        if let usesPathStyle { return usesPathStyle }
        // A certificate for *.HOST does not cover a bucket with a dot.
        if bucket.contains(".") { return true }
        let host = origin.drop { $0 != "/" }.dropFirst(2).prefix { $0 != ":" }.lowercased()
        return !Self.hostsOfBuckets.contains { host.hasSuffix(".\($0)") }
    }
}
