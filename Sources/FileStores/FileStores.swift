internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
package import ModelSupply
internal import StagingPlaces

/// Finds the store of files that machines share.
package enum FileStores {
    /// The setting that names it.
    package static let variable = "RUNNER_FILES"

    /// The store that `RUNNER_FILES` names; `nil` when it names none, so that files stay where they are.
    ///
    /// - Parameter installation: The environment, and where programs are.
    /// - Returns: A directory, or a bucket for an address such as `s3://bucket/prefix`.
    /// - Throws: `RunnerError` with `configuration` or `missing-secret`.
    package static func shared(_ installation: Installation) throws(RunnerError) -> (any FileStore)? {
        guard let text = installation.environment[variable], !text.isEmpty else { return nil }
        guard StagingAddress.isMeant(by: text) else {
            guard !text.contains("://") else {
                throw RunnerError(
                    .configuration,
                    "\(variable) is neither a directory nor a bucket",
                    help: "write a path, or s3://BUCKET/PREFIX?endpoint=https://HOST&region=NAME"
                )
            }
            return DirectoryFileStore(directory: FilePath.absolute(text))
        }
        let address: StagingAddress
        do throws(StagingAddress.Problem) {
            address = try StagingAddress(text, environment: installation.environment)
        } catch {
            throw RunnerError(.configuration, "\(variable) cannot be used: \(error.message)", help: error.help)
        }
        return try BucketFileStore(address.storage(try credential(installation.environment)), installation)
    }

    /// The keys: those for files, else those for staging, else those of AWS; never one of each.
    private static func credential(_ environment: [String: String]) throws(RunnerError) -> Credential {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        for prefix in ["RUNNER_FILES_", "RUNNER_STAGING_", "AWS_"] {
            let names = prefix == "AWS_" ? ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"] : ["ACCESS_KEY", "SECRET_KEY"]
            guard let access = value(prefix + names[0]) else { continue }
            guard let secret = value(prefix + names[1]) else { break }
            return Credential(
                accessKey: access,
                secretKey: Secret(secret),
                sessionToken: value(prefix + "SESSION_TOKEN").map(Secret.init)
            )
        }
        throw RunnerError(
            .missingSecret,
            "the keys for the bucket of \(variable) are not set",
            help: "set RUNNER_FILES_ACCESS_KEY and RUNNER_FILES_SECRET_KEY, or AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY"
        )
    }
}
