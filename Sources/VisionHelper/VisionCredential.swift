internal import InferenceKit

extension Credential {
    /// Reads the keys of the Vision API from the manifest's secrets.
    ///
    /// A key that cannot be right is refused here, before anything is uploaded.
    ///
    /// - Parameter setup: What the model was given.
    /// - Throws: `PredictionError`: `missing-secret`, or `access-denied` for a text that is not such a key.
    init(visionKeysOf setup: Setup) throws {
        let accessKey = try setup.secret("BYTEPLUS_ACCESS_KEY")
        let secretKey = try setup.secret("BYTEPLUS_SECRET_KEY")
        // Nothing here depends on the keys of a description, so to look at them is no reason for a failure.
        for (name, key) in [("BYTEPLUS_ACCESS_KEY", accessKey), ("BYTEPLUS_SECRET_KEY", secretKey)] {
            if let problem = keyProblem(key.value) {
                throw PredictionError(.accessDenied, "\(name) \(problem.what)", help: problem.help)
            }
        }
        self.init(accessKey: accessKey.value, secretKey: secretKey)
    }
}

/// Why a text cannot be a key of the Vision API.
private func keyProblem(_ key: String) -> (what: String, help: String)? {
    let bytes = Array(key.utf8)
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        return (
            "contains a space, a line break or a character that is not ASCII",
            "copy the key again from the BytePlus console, under IAM, Access Keys"
        )
    }
    let isUUID =
        bytes.count == 36
        && bytes.enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : Character(UnicodeScalar(byte)).isHexDigit
        }
    guard isUUID || key.hasPrefix("ark-") || key.hasPrefix("sk-") || key.hasPrefix("Bearer ") else { return nil }
    return (
        "contains an API key, which the Vision API does not accept",
        "create an access key with its secret key in the BytePlus console, under IAM, Access Keys"
    )
}
