/// What a variable's name says about its value.
package enum SecretNameKind {
    /// Certainly a secret: `API_KEY`, `DB_PASSWORD`.
    case secret
    /// Perhaps a secret: `SORT_KEY`, `HF_TOKEN`.
    case maybe
    /// Random, but not a secret: `MODEL_REVISION`.
    case hash
    /// Not a secret.
    case plain

    /// Judges a name.
    package init(_ name: String) {
        let words = name.uppercased().split(separator: "_")
        guard let last = words.last else {
            self = .plain
            return
        }
        let pair = words.suffix(2).joined(separator: " ")
        switch last {
        case "PASSWORD", "PASSWD", "SECRET", "APIKEY": self = .secret
        case _
        where ["API KEY", "ACCESS KEY", "SECRET KEY", "PRIVATE KEY", "AUTH TOKEN", "ACCESS TOKEN", "API TOKEN"]
            .contains(pair):
            self = .secret
        case "KEY", "TOKEN", "CREDENTIALS", "AK", "SK", "PAT": self = .maybe
        case "REVISION", "COMMIT", "SHA", "SHA256", "HASH", "CHECKSUM", "DIGEST", "VERSION", "ID", "UUID": self = .hash
        default: self = .plain
        }
    }
}
