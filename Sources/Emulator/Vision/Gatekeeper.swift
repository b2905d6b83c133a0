import InferenceKit
internal import RequestSigning

/// Decides whether a request may pass, from its signature and its time, as the vendor's gateway does.
struct Gatekeeper: Sendable {
    /// A request as it came over the wire.
    typealias Received = SignatureVerifier.ReceivedRequest

    private let credential: Credential
    private let verifier = SignatureVerifier(.bytePlus, scope: SigningScope(region: "ap-singapore-1", service: "cv"))

    /// Creates a gatekeeper.
    ///
    /// - Parameter credential: The only pair of keys that is known.
    init(credential: Credential) {
        self.credential = credential
    }

    /// Returns why a request may not pass.
    ///
    /// - Parameters:
    ///   - request: The request as it came.
    ///   - time: The service's time.
    /// - Returns: The gateway's refusal; `nil` when the request may pass.
    func refusal(of request: Received, at time: UTCTime) -> GatewayError? {
        do {
            try verifier.verify(request, at: time) { $0 == credential.accessKey ? credential : nil }
            return nil
        } catch {
            return gatewayError(for: error.code, request)
        }
    }

    private func gatewayError(for code: SigningError.Code, _ request: Received) -> GatewayError {
        switch code {
        case .missingAuthorization: .missingAuthenticationToken
        case .malformedAuthorization:
            request.headers["Authorization"]?.contains("Signature=") == true ? .invalidAuthorization : .missingSignature
        case .unknownAccessKey: .invalidAccessKey
        case .invalidToken: .invalidSecretToken
        case .invalidDate: request.headers["X-Date"] == nil ? .missingRequestInfo : .invalidTimestamp
        case .expired: .invalidTimestamp
        case .scopeMismatch: .invalidCredential
        case .hashing: .internalError
        default: .signatureDoesNotMatch
        }
    }
}
