/// What a model gets once, when its worker starts.
public struct Setup: Sendable {
    /// The address to use in place of the service's own, from `--endpoint`; an emulator's, for example.
    public let endpoint: String?

    /// Sends the model's requests.
    public let transport: any Transport

    /// Signs the model's requests, where the service wants signatures of the HMAC-SHA256 family.
    public let signer: any RequestSigner

    /// The clock.
    public let time: any TimeSource

    /// The first wait between two questions for a result, when the user set one.
    public let pollInterval: Duration?

    /// Draws a number from 0 up to 1, for jitter.
    public let random: @Sendable () -> Double

    private let secrets: [String: Secret]
    /// Notes which secrets are asked for, when the model is only described.
    private var requests: SecretRequests?

    /// Creates a setup.
    ///
    /// - Parameters:
    ///   - secrets: The secrets that the manifest declares and the environment holds.
    ///   - endpoint: The address to use in place of the service's own.
    ///   - transport: Sends requests.
    ///   - signer: Signs requests.
    ///   - time: The clock.
    ///   - pollInterval: The first wait between two questions for a result.
    ///   - random: Draws a number from 0 up to 1.
    public init(
        secrets: [String: Secret],
        endpoint: String? = nil,
        transport: any Transport,
        signer: any RequestSigner,
        time: any TimeSource,
        pollInterval: Duration? = nil,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.secrets = secrets
        self.endpoint = endpoint
        self.transport = transport
        self.signer = signer
        self.time = time
        self.pollInterval = pollInterval
        self.random = random
    }

    /// Returns a secret that the manifest declares.
    ///
    /// - Parameter name: The key of the secret in the manifest.
    /// - Returns: The secret, never empty.
    /// - Throws: ``PredictionError`` with `missing-secret` when it is not set or not declared.
    public func secret(_ name: String) throws -> Secret {
        if let requests { return requests.note(name) }
        if let secret = secrets[name], !secret.exposed.isEmpty { return secret }
        throw PredictionError(
            .missingSecret,
            "the secret '\(name)' is not set",
            help: "set the environment variable \(name), and declare it under 'secrets' in the model's inf.yml"
        )
    }
}

// MARK: - Describing a model

extension Setup {
    /// Returns a setup that holds no secret and notes which ones are asked for.
    ///
    /// - Parameter requests: Takes the names.
    /// - Returns: The same means otherwise.
    func noting(_ requests: SecretRequests) -> Setup {
        var setup = self
        setup.requests = requests
        return setup
    }
}
