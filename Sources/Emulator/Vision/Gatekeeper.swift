import InferenceKit
internal import RequestSigning

/// Checks the signature and the time of a request, as the vendor's gateway does.
struct Gatekeeper: Sendable {
    /// A request as it was received.
    typealias Received = SignatureVerifier.ReceivedRequest

    /// The only pair of keys that is accepted.
    let credential: Credential

    private let verifier = SignatureVerifier(.visionAPI, scope: SigningScope(region: "ap-singapore-1", service: "cv"))

    /// Creates a gatekeeper.
    ///
    /// - Parameter credential: The only pair of keys that is accepted.
    init(credential: Credential) {
        self.credential = credential
    }

    /// Returns why a request is refused.
    ///
    /// - Parameters:
    ///   - request: The request as it was received.
    ///   - time: The service's time.
    /// - Returns: The gateway's refusal; `nil` if there is none.
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
