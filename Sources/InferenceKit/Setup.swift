/// What a model gets once, when its worker starts.
public struct Setup: Sendable {
    /// The address to use in place of the service's own, such as an emulator's; `nil` for the service's own.
    public var endpoint: String? {
        use?.noteEndpoint()
        return address
    }

    /// Sends the model's requests.
    public private(set) var transport: any Transport

    /// The clock.
    public let time: any TimeSource

    /// The first interval between two polls, if the user or an emulator sets one.
    public let pollInterval: Duration?

    /// Returns a random number from 0 up to 1, for jitter.
    public let random: @Sendable () -> Double

    private var address: String?
    private let makeSigner: @Sendable (SigningDialect) -> any RequestSigner
    private let secrets: [String: Secret]
    private let declaredSecrets: Set<String>
    /// Notes what the model uses, when it is only described.
    private var use: SetupUse?

    /// Creates a setup.
    ///
    /// - Parameters:
    ///   - secrets: The secrets that the manifest declares and the environment holds.
    ///   - declaredSecrets: The keys of all secrets that the manifest declares; by default those of `secrets`.
    ///   - endpoint: The address to use in place of the service's own.
    ///   - transport: Sends requests.
    ///   - signer: Makes a signer of a dialect.
    ///   - time: The clock.
    ///   - pollInterval: The first interval between two polls.
    ///   - random: Returns a random number from 0 up to 1.
    public init(
        secrets: [String: Secret],
        declaredSecrets: [String]? = nil,
        endpoint: String? = nil,
        transport: any Transport,
        signer: @escaping @Sendable (SigningDialect) -> any RequestSigner,
        time: any TimeSource,
        pollInterval: Duration? = nil,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.secrets = secrets
        self.declaredSecrets = declaredSecrets.map(Set.init) ?? Set(secrets.keys)
        address = endpoint
        self.transport = transport
        makeSigner = signer
        self.time = time
        self.pollInterval = pollInterval
        self.random = random
    }

    /// Returns a signer for a service with signatures of the HMAC-SHA256 family.
    ///
    /// - Parameter dialect: The variant of the signature.
    /// - Returns: A signer, to be kept for all requests: it remembers the key of the day.
    public func signer(_ dialect: SigningDialect) -> any RequestSigner { makeSigner(dialect) }

    /// Returns a secret that the manifest declares.
    ///
    /// - Parameter name: The key of the secret in the manifest.
    /// - Returns: The secret, never empty.
    /// - Throws: ``PredictionError`` with `missing-secret` when it is not set or not declared, `access-denied` when it was copied with something
    ///   around it.
    public func secret(_ name: String) throws -> Secret {
        if let use { return use.secret(name) }
        if let secret = secrets[name], !secret.exposed.isEmpty {
            guard let defect = Secret.defect(of: secret.exposed, named: name) else { return secret }
            throw PredictionError(
                .accessDenied,
                "\(name) \(defect)",
                help: "set the environment variable to the secret alone"
            )
        }
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
    /// Returns a setup without secrets that notes what the model uses.
    ///
    /// - Parameters:
    ///   - use: Takes the notes.
    ///   - endpoint: The address to give.
    /// - Returns: Otherwise the same means.
    func noting(_ use: SetupUse, endpoint: String?) -> Setup {
        var setup = self
        setup.use = use
        setup.address = endpoint
        setup.transport = NotingTransport(base: transport, use: use)
        return setup
    }
}
