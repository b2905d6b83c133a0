internal import InferenceKit

/// The address of the ARK API: the vendor's, or an emulator's.
enum ARKEndpoint {
    /// Scheme, host and port, without a final slash.
    ///
    /// - Parameter override: The address to use in place of the vendor's: `https://…`, or `http://` to loopback; `/api/v3` may follow.
    /// - Returns: The address.
    /// - Throws: `PredictionError` with `configuration` when the address has another form.
    static func origin(_ override: String?) throws(PredictionError) -> String {
        guard let override else { return "https://ark.ap-southeast.bytepluses.com" }
        // The vendor's documentation writes the address with this path.
        let trimmed = override.hasSuffix("/") ? String(override.dropLast()) : override
        return try serviceOrigin(trimmed.hasSuffix("/api/v3") ? String(trimmed.dropLast(7)) : trimmed)
    }
}

/// The key of the ARK API.
enum ARKKey {
    /// The name of the secret.
    static let name = "ARK_API_KEY"

    /// Reads the key from the manifest's secrets; one that cannot be right is refused before anything is uploaded.
    ///
    /// - Throws: `PredictionError`: `missing-secret`, or `access-denied` for a text that is not such a key.
    static func read(_ setup: Setup) throws(PredictionError) -> Secret {
        let key: Secret
        do {
            key = try setup.secret(name)
        } catch {
            throw PredictionError(error)
        }
        // Nothing here depends on the key of a description, so to look at it is no reason for a failure.
        let console = "copy the key again from the ModelArk console, under API Keys"
        if key.value.hasPrefix("Bearer ") {
            throw PredictionError(.accessDenied, "\(name) begins with 'Bearer '", help: "set only the key")
        }
        guard key.value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw PredictionError(
                .accessDenied,
                "\(name) contains a space, a line break or a character that is not ASCII",
                help: console
            )
        }
        guard !["AKAP", "AKLT"].contains(where: key.value.hasPrefix) else {
            throw PredictionError(
                .accessDenied,
                "\(name) contains an access key, which the ARK API does not accept",
                help: "create an API key in the ModelArk console, under API Keys"
            )
        }
        return key
    }
}
