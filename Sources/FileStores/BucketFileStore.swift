internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
package import ModelSupply
internal import ServiceAccess
package import StagingPlaces
internal import WorkerProtocol

/// Keeps files in a bucket; another program does the work, since this one has no network code.
package struct BucketFileStore: FileStore {
    private let storage: ObjectStorage
    private let installation: Installation
    private let settings: ProbeSettings

    /// Uses a bucket.
    ///
    /// - Parameters:
    ///   - storage: The bucket, with its keys.
    ///   - installation: Where the program is that reaches it.
    /// - Throws: `RunnerError` with `configuration` when the network's settings cannot be used.
    package init(_ storage: ObjectStorage, _ installation: Installation) throws(RunnerError) {
        self.storage = storage
        self.installation = installation
        let network = installation.environment.filter { $0.key != "RUNNER_STAGING" }
        var settings = try ServiceSettings(of: nil, endpoint: nil, staging: nil, environment: network).probeSettings
        settings.allowsLoopback = LinkCheck.isLoopback(storage.origin.drop { $0 != "/" }.dropFirst(2))
        self.settings = settings
    }

    package var freshness: Double { Double(ObjectStorage.freshness) }

    package var place: String { "the bucket '\(storage.place)'" }

    package func put(_ path: String, sha256: String, sizeBytes: Int64) async throws {
        _ = try await ask(.put(path: path, sha256: sha256), sizeBytes: sizeBytes)
    }

    package func fetch(_ sha256: String, to path: String, sizeBytes: Int64) async throws -> Bool {
        try await !ask(.get(sha256: sha256, path: path), sizeBytes: sizeBytes).isEmpty
    }

    package func find(_ sha256: String) async throws -> KeptFile? {
        try await ask(.find(sha256: sha256)).first
    }

    package func remove(_ sha256: String) async throws {
        _ = try await ask(.remove(sha256: sha256))
    }

    package func files(after last: String?) async throws -> [KeptFile] {
        try await ask(.list(after: last))
    }

    private func ask(_ task: BucketTask, sizeBytes: Int64 = 0) async throws -> [KeptFile] {
        let host = ProbeHost(
            program: installation.workerProgram,
            settings: settings,
            // A transfer that stalls ends long before; this only bounds a slow one.
            timeout: .seconds(120 + sizeBytes / (32 << 10))
        )
        let findings = try await host.findings(of: [.bucket(task, storage)])
        try Task.checkCancellation()
        switch findings.answers.first {
        case .files(let files)?:
            return files.map {
                KeptFile(
                    sha256: $0.sha256,
                    sizeBytes: $0.sizeBytes,
                    time: Date(timeIntervalSince1970: Double($0.secondsSinceEpoch))
                )
            }
        case .fails(let error)?:
            throw RunnerError(
                .filesUnreachable,
                "\(place) cannot be used for files: \(error.message)",
                help: error.help ?? "check RUNNER_FILES"
            )
        default:
            throw RunnerError(
                .filesUnreachable,
                "\(place) cannot be used for files: no response",
                help: "check the network, then try again",
                logTail: findings.log
            )
        }
    }
}
