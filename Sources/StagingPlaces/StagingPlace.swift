/// Where local files are put, so that a service can fetch them.
package enum StagingPlace: Sendable, Hashable, Codable {
    /// The uploads of an emulator, below an address.
    case uploads(base: String)
    /// A bucket of an S3-compatible service.
    case bucket(ObjectStorage)

    /// An address at the host that takes the files.
    package var origin: String {
        switch self {
        case .uploads(let base): base
        case .bucket(let storage): storage.origin
        }
    }

    /// The addresses that requests about the files go to; a bucket may be the first part of the host.
    package var addresses: [String] {
        guard case .bucket(let storage) = self, let scheme = origin.firstRange(of: "://") else { return [origin] }
        return [origin, "\(origin[..<scheme.upperBound])\(storage.bucket).\(origin[scheme.upperBound...])"]
    }

    /// The place for people, without any secret.
    package var shown: String {
        switch self {
        case .uploads(let base): base
        case .bucket(let storage): storage.place
        }
    }
}
