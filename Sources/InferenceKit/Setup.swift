/// What a model gets once, when its worker starts.
public struct Setup: Sendable {
    /// The address to use in place of the service's own, from `--endpoint`; an emulator's, for example.
    public var endpoint: String? {
        use?.noteEndpoint()
        return address
    }

    /// Sends the model's requests.
    public private(set) var transport: any Transport

    /// Signs the model's requests, where the service wants signatures of the HMAC-SHA256 family.
    public let signer: any RequestSigner

    /// The clock.
    public let time: any TimeSource

    /// The first wait between two questions for a result, when the user set one.
    public let pollInterval: Duration?

    /// Draws a number from 0 up to 1, for jitter.
    public let random: @Sendable () -> Double

    private var address: String?
    private let secrets: [String: Secret]
    private let declaredSecrets: Set<String>
    /// Notes what is asked for, when the model is only described.
    private var use: SetupUse?

    /// Creates a setup.
    ///
    /// - Parameters:
    ///   - secrets: The secrets that the manifest declares and the environment holds.
    ///   - declaredSecrets: The keys of all secrets that the manifest declares; by default those of `secrets`.
    ///   - endpoint: The address to use in place of the service's own.
    ///   - transport: Sends requests.
    ///   - signer: Signs requests.
    ///   - time: The clock.
    ///   - pollInterval: The first wait between two questions for a result.
    ///   - random: Draws a number from 0 up to 1.
    public init(
        secrets: [String: Secret],
        declaredSecrets: [String]? = nil,
        endpoint: String? = nil,
        transport: any Transport,
        signer: any RequestSigner,
        time: any TimeSource,
        pollInterval: Duration? = nil,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.secrets = secrets
        self.declaredSecrets = declaredSecrets.map(Set.init) ?? Set(secrets.keys)
        address = endpoint
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
        if let use { return use.secret(name) }
        if let secret = secrets[name], !secret.exposed.isEmpty { return secret }
        guard declaredSecrets.contains(name) else {
            throw PredictionError(
                .missingSecret,
                "the model asks for the secret '\(name)', which its inf.yml does not declare",
                help: "add '- {key: \(name), description: …}' under 'secrets' in the model's inf.yml: "
                    + "a model gets no other secrets"
            )
        }
        throw PredictionError(
            .missingSecret,
            "the secret '\(name)' is not set",
            help: "set the environment variable \(name)"
        )
    }
}

// MARK: - Describing a model

extension Setup {
    /// Returns a setup that holds no secret and notes what is asked for.
    ///
    /// - Parameters:
    ///   - use: Takes the notes.
    ///   - endpoint: The address to tell.
    /// - Returns: The same means otherwise.
    func noting(_ use: SetupUse, endpoint: String?) -> Setup {
        var setup = self
        setup.use = use
        setup.address = endpoint
        setup.transport = NotingTransport(base: transport, use: use)
        return setup
    }
}
